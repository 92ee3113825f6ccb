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
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Ipv6Address;

/** The cluster's one etcd, on loopback. */
final class Etcd extends ComponentUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("etcd");
    static final int PORT = 2379;
    static final String URL = "https://[::1]:" + PORT;

    private static final String PEER_URL = "https://[::1]:2380";
    /** At a start the file is written anew if it becomes so much smaller, in MiB. */
    private static final int DEFRAG_MIB = 32;

    private final Steps steps;

    Etcd(Node node, Steps steps) {
        super(KEY, PlaneUnit.CONTROL_PLANE, "etcd", node);
        this.steps = steps;
    }

    @Override
    List<String> arguments() {
        return List.of("--config-file=" + configFile());
    }

    @Override
    List<Leaf> certificates(List<Ipv6Address> publicAddresses) {
        return List.of(Leaf.of(PkiFiles.ETCD, Leaf.local("etcd"), Authority.ETCD));
    }

    private Path configFile() {
        return node().paths().controlPlane().resolve("etcd.yaml");
    }

    /** Writes its configuration file, see {@code etcd.conf.yml.sample} of etcd. */
    @Override
    void writeFiles(UnitContext context) throws IOException {
        CertificateFiles own = node().pki().leaf(PkiFiles.ETCD);
        Files.createDirectories(node().paths().controlPlane());
        String tls = "{cert-file: %s, key-file: %s, trusted-ca-file: %s, client-cert-auth: true}"
                .formatted(own.certificate(), own.key(), node().pki().authority(Authority.ETCD));
        // A single member hears no heartbeats: slower ticks save CPU, and an election is won at once.
        // Nor does it have followers that lag: 5000 entries of the log would be kept in memory for them, which is all
        // that was
        // written in two quiet hours.
        // Compaction is left to the apiserver, which does it every five minutes. The room that it leaves in the file is
        // given back at the next start: later that would stop every write for as long as it takes.
        AtomicFile.write(
                configFile(),
                """
                name: "%1$s"
                data-dir: %2$s
                listen-client-urls: %3$s
                advertise-client-urls: %3$s
                listen-peer-urls: %4$s
                initial-advertise-peer-urls: %4$s
                initial-cluster: %1$s=%4$s
                initial-cluster-state: new
                log-level: warn
                heartbeat-interval: 500
                election-timeout: 5000
                snapshot-count: 5000
                snapshot-catchup-entries: 100
                bootstrap-defrag-threshold-megabytes: %6$d
                quota-backend-bytes: 2147483648
                client-transport-security: %5$s
                peer-transport-security: %5$s
                """.formatted(node().name(), node().paths().etcd(), URL, PEER_URL, tls, DEFRAG_MIB),
                0600);
    }

    @Override
    Liveness liveness() {
        return Liveness.tls(PORT);
    }

    @Override
    void awaitReady(UnitContext context) throws Exception {
        HelperStep.await(context, steps, new Step.AwaitEtcd(), PATIENCE);
    }
}
