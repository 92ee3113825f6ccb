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

/**
 * The node's CoreDNS: every pod asks its own node. It is two servers: one that others ask, and behind it one that asks the
 * node's name servers for all names outside the cluster. When those change, only the second is loaded again: the first knows
 * the cluster, which it could not read anew while the apiserver is away.
 */
final class CoreDns extends ComponentUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("dns");

    private static final int HEALTH_PORT = 8181;

    /** On loopback. */
    private static final int FORWARD_PORT = 8153;

    CoreDns(Node node) {
        super(KEY, PlaneUnit.NODE_PLANE, "coredns", node);
    }

    @Override
    List<String> arguments() {
        return List.of("--conf=" + configFile(), "--forward-conf=" + forwardFile());
    }

    private Path configFile() {
        return node().paths().node().resolve("Corefile");
    }

    private Path forwardFile() {
        return node().paths().node().resolve("Corefile.forward");
    }

    @Override
    public List<UnitKey<?>> follows() {
        return List.of(Nameservers.KEY);
    }

    @Override
    public void changed(UnitContext context, UnitKey<?> followed) throws IOException {
        writeForwardFile(context);
    }

    @Override
    void writeFiles(UnitContext context) throws IOException {
        AtomicFile.write(
                configFile(),
                """
                .:53 {
                    bind %s
                    errors
                    ready [::1]:%d
                    kubernetes cluster.local in-addr.arpa ip6.arpa {
                        kubeconfig %s
                        pods insecure
                        fallthrough in-addr.arpa ip6.arpa
                    }
                    forward . [::1]:%d
                    cache 30
                }
                """.formatted(node().mesh(), HEALTH_PORT, node().paths().nodeKubeconfig(), FORWARD_PORT),
                0600);
        writeForwardFile(context);
    }

    private void writeForwardFile(UnitContext context) throws IOException {
        AtomicFile.write(forwardFile(), """
                .:%d {
                    bind ::1
                    errors
                    %s
                    reload 10s 2s
                }
                """.formatted(FORWARD_PORT, forward(context.get(Nameservers.KEY))), 0600);
    }

    /**
     * Asks the node's name servers. A host may ask its own cluster's DNS, which would ask itself here: CoreDNS has a plugin for
     * that, but it ends the whole process.
     */
    private String forward(Nameservers.Known nameservers) {
        List<String> others = nameservers.addresses().stream()
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
        writeForwardFile(context); // an earlier daemon may have ended before it did
        context.await(Health.http(HEALTH_PORT, "/ready"), PATIENCE);
    }
}
