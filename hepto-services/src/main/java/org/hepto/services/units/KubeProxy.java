package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.selfcontain.Nft;
import org.hepto.services.node.Node;
import org.hepto.utils.AtomicFile;

/** The node's kube-proxy, in nftables mode. */
final class KubeProxy extends ComponentUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("proxy");

    private static final int HEALTH_PORT = 10256;

    KubeProxy(Node node) {
        super(KEY, PlaneUnit.NODE_PLANE, "kube-proxy", node);
    }

    @Override
    List<String> arguments() {
        return List.of("--config=" + configFile());
    }

    private Path configFile() {
        return node().paths().node().resolve("kube-proxy.yaml");
    }

    /** Until the apiserver answers, the rules of an earlier kube-proxy serve: without it a new one has none to make. */
    @Override
    Optional<Condition> beforeStart() {
        return Optional.of(Health.apiserver(node()));
    }

    /**
     * Removes the rules of a kube-proxy that was killed. The next one would take them for its own: its first sync was
     * seen to leave the map of Services empty. Connections that stand go on, by conntrack.
     */
    private static void forgetRules() throws IOException {
        for (String family : List.of("ip", "ip6")) {
            // add first, so that there is something to delete
            Nft.load("add table %1$s kube-proxy%ndelete table %1$s kube-proxy%n".formatted(family));
        }
    }

    /** Writes its configuration file, see {@code KubeProxyConfiguration} v1alpha1. */
    @Override
    void writeFiles(UnitContext context) throws IOException {
        forgetRules();
        // detectLocalMode: what is not from a pod's address is from outside, the host's pair included.
        // conntrack: these settings are the host's, not of this network namespace.
        AtomicFile.write(
                configFile(),
                """
                apiVersion: kubeproxy.config.k8s.io/v1alpha1
                kind: KubeProxyConfiguration
                mode: nftables
                bindAddress: "::"
                healthzBindAddress: "[::1]:10256"
                metricsBindAddress: "[::1]:10249"
                hostnameOverride: "%1$s"
                clusterCIDR: "%2$s"
                detectLocalMode: ClusterCIDR
                clientConnection: {kubeconfig: %3$s}
                conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
                """.formatted(
                        node().name(), node().network().pods(), node().paths().nodeKubeconfig()),
                0600);
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(PlaneUnit.NODE_PLANE);
    }

    /** The node's own rights come with the bootstrap objects, its Node object with the kubelet. */
    @Override
    public List<UnitKey<?>> after() {
        return List.of(Bootstrap.KEY, Kubelet.KEY);
    }

    @Override
    Liveness liveness() {
        return Liveness.http(HEALTH_PORT, "/livez");
    }

    @Override
    void awaitReady(UnitContext context) throws Exception {
        context.await(Health.http(HEALTH_PORT, "/healthz"), PATIENCE);
    }
}
