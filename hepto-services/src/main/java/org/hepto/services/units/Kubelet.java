package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.PkiFiles;
import org.hepto.utils.AtomicFile;

/** The node's kubelet. It comes after the apiserver at start, and goes on without it later. */
final class Kubelet extends ComponentUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("kubelet");

    private static final int HEALTH_PORT = 10248;

    /** What hepto takes, idle and with a margin for a small cluster; docs/memory.md has the figures. In MiB. */
    private static final int MASTER_MIB = 350;

    private static final int WORKER_MIB = 150;

    /** What the host's own services take, in MiB. */
    private static final int HOST_MIB = 100;

    /** Far from what pods need, and from what a host has. */
    private static final int PIDS = 4096;

    Kubelet(Node node) {
        super(KEY, PlaneUnit.NODE_PLANE, "kubelet", node);
    }

    @Override
    List<String> arguments() {
        return List.of(
                "--config=" + configFile(),
                "--kubeconfig=" + node().paths().nodeKubeconfig(),
                "--root-dir=" + node().paths().kubelet(),
                "--cert-dir=" + node().paths().kubelet().resolve("pki"),
                "--hostname-override=" + node().name(),
                "--node-ip=" + node().mesh());
    }

    private Path configFile() {
        return node().paths().node().resolve("kubelet.yaml");
    }

    /** Writes its configuration file, see {@code KubeletConfiguration} v1beta1. */
    @Override
    void writeFiles(UnitContext context) throws IOException {
        CertificateFiles own = node().pki().leaf(PkiFiles.NODE);
        Path plugins = node().paths().kubelet().resolve("volume-plugins");
        Files.createDirectories(plugins);
        // makeIPTablesUtilChains: kube-proxy uses nftables, and there is no iptables here.
        // podLogsDir, volumePluginDir: nothing is written outside the data directory.
        AtomicFile.write(
                configFile(),
                """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                address: "%1$s"
                authentication:
                  anonymous: {enabled: false}
                  webhook: {enabled: true}
                  x509: {clientCAFile: %2$s}
                authorization: {mode: Webhook}
                tlsCertFile: %3$s
                tlsPrivateKeyFile: %4$s
                tlsMinVersion: VersionTLS12
                tlsCipherSuites: [%9$s]
                readOnlyPort: 0
                healthzBindAddress: "::1"
                cgroupDriver: cgroupfs
                failCgroupV1: true
                failSwapOn: false
                enforceNodeAllocatable: [pods]
                kubeReserved: {cpu: 100m, memory: %10$dMi}
                systemReserved: {memory: %11$dMi}
                podPidsLimit: %12$d
                containerRuntimeEndpoint: unix://%5$s
                seccompDefault: true
                makeIPTablesUtilChains: false
                clusterDNS: ["%6$s"]
                clusterDomain: cluster.local
                podLogsDir: %7$s
                volumePluginDir: %8$s
                evictionHard: {memory.available: 50Mi, nodefs.available: "5%%", imagefs.available: "5%%", nodefs.inodesFree: "5%%"}
                """.formatted(
                                node().mesh(),
                                node().pki().authority(Authority.CLUSTER),
                                own.certificate(),
                                own.key(),
                                NodePaths.CONTAINERD_SOCKET,
                                node().network().dnsService(),
                                node().paths().logs().resolve("pods"),
                                plugins,
                                TlsSuites.LIST,
                                node().isMaster() ? MASTER_MIB : WORKER_MIB,
                                HOST_MIB,
                                PIDS),
                0600);
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(PlaneUnit.NODE_PLANE, Containerd.KEY);
    }

    @Override
    public List<UnitKey<?>> after() {
        return List.of(KubeApiserver.KEY);
    }

    @Override
    Liveness liveness() {
        return Liveness.http(HEALTH_PORT, "/healthz");
    }

    @Override
    void awaitReady(UnitContext context) throws Exception {
        context.await(Health.http(HEALTH_PORT, "/healthz"), PATIENCE);
    }
}
