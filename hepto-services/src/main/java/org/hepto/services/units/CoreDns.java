package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Ipv6Address;

/** The node's CoreDNS: every pod asks its own node(). */
final class CoreDns extends ComponentUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("dns");

    private static final int HEALTH_PORT = 8181;

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
                    %s
                    cache 30
                }
                """.formatted(node().mesh(), node().paths().nodeKubeconfig(), forward()), 0600);
    }

    /**
     * Asks the node's nameservers for all other names. A host may ask its own cluster's DNS, which would ask itself here:
     * CoreDNS has a plugin for that, but it ends the whole process.
     */
    private String forward() {
        List<String> others = node().config().nameservers().stream()
                .filter(server -> !node().network().prefix().contains(server))
                .map(Ipv6Address::toString)
                .toList();
        return others.isEmpty() ? "" : "forward . " + String.join(" ", others);
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
    Liveness liveness() {
        return Liveness.http(HEALTH_PORT, "/ready");
    }

    @Override
    void awaitReady(UnitContext context) throws Exception {
        context.await(Health.http(HEALTH_PORT, "/ready"), PATIENCE);
    }
}
