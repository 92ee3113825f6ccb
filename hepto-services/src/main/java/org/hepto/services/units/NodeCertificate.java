package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.pekahi.CertificateSpec;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Steps;

/** The one certificate of a master as a node: kubelet both ways, kube-proxy and CoreDNS use it. The master signs its own. */
final class NodeCertificate implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("node-certificate");

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
        return List.of(Authorities.KEY);
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        keeper.keep(List.of(leaf(node)), context);
        writeKubeconfig(node);
        return Nothing.NOTHING;
    }

    /** Writes how the components of a node reach the apiserver. */
    static void writeKubeconfig(Node node) throws IOException {
        Files.createDirectories(node.paths().node());
        Kubeconfig.write(
                node.paths().nodeKubeconfig(),
                node.config().cluster(),
                node.apiUrl(),
                node.pki().authority(Authority.CLUSTER),
                node.pki().leaf(PkiFiles.NODE));
    }

    static Leaf leaf(Node node) {
        CertificateSpec spec = CertificateSpec.node(node.name(), node.mesh());
        return new Leaf(PkiFiles.NODE, spec, Authority.NODES, node.lifeOfCertificates(Leaf.NODE_LIFE));
    }

    @Override
    public void stop(StopReason reason) {
        keeper.stop();
    }
}
