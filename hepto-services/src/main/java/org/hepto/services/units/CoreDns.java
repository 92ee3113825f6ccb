package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.utils.AtomicFile;

/** The node's CoreDNS: every pod asks its own node(). */
final class CoreDns extends ComponentUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("dns");

    CoreDns(Node node) {
        super(KEY, PlaneUnit.NODE_PLANE, "coredns", node);
    }

    @Override
    List<String> arguments() {
        return List.of("--conf=" + configFile());
    }

    private Path configFile() {
        return node().paths().node().resolve("Corefile");
    }

    @Override
    void writeFiles() throws IOException {
        AtomicFile.write(
                configFile(), """
                .:53 {
                    bind %s
                    errors
                    ready [::1]:8181
                    kubernetes cluster.local in-addr.arpa ip6.arpa {
                        kubeconfig %s
                        pods insecure
                        fallthrough in-addr.arpa ip6.arpa
                    }
                    forward . /etc/resolv.conf
                    cache 30
                    loop
                }
                """.formatted(node().mesh(), node().paths().nodeKubeconfig()), 0600);
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(PlaneUnit.NODE_PLANE);
    }

    /**
     * The right to read Services comes with the bootstrap objects. The kubelet sets up the log of the process as it
     * starts, which must not happen while CoreDNS does the same: see hepto-upstream's dns.go.
     */
    @Override
    public List<UnitKey<?>> after() {
        return List.of(Bootstrap.KEY, Kubelet.KEY);
    }

    @Override
    void awaitReady(UnitContext context) throws Exception {
        context.await(Health.http("http://[::1]:8181/ready"), PATIENCE);
    }
}
