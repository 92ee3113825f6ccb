package org.hepto.services.units;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.pekahi.CertificateSpec;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Steps;

/**
 * The one certificate of a node: kubelet both ways, kube-proxy and CoreDNS use it. A master signs its own. Another node
 * has no authority and never makes one: it waits for what the master has signed.
 */
final class NodeCertificate implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("node-certificate");

    private static final Duration LIFE = Duration.ofDays(7);
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final Node node;
    private final LeafKeeper keeper;

    NodeCertificate(Node node, Steps steps) {
        this.node = node;
        this.keeper = new LeafKeeper(steps, names -> {});
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return node.isMaster() ? List.of(Authorities.KEY) : List.of();
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        CertificateFiles own = node.pki().leaf(PkiFiles.NODE);
        if (node.isMaster()) {
            keeper.keep(List.of(leaf(node)), context);
        } else {
            context.await(
                    Condition.files(own.certificate(), own.key(), node.pki().authority(Authority.CLUSTER)), PATIENCE);
        }
        Files.createDirectories(node.paths().node());
        Kubeconfig.write(
                node.paths().nodeKubeconfig(),
                node.config().cluster(),
                node.apiUrl(),
                node.pki().authority(Authority.CLUSTER),
                own);
        return Nothing.NOTHING;
    }

    static Leaf leaf(Node node) {
        CertificateSpec spec = CertificateSpec.node(node.name(), node.mesh());
        return new Leaf(PkiFiles.NODE, spec, Authority.NODES, node.lifeOfCertificates(LIFE));
    }

    @Override
    public void stop(StopReason reason) {
        keeper.stop();
    }
}
