package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.services.gossip.ClusterRecord;
import org.hepto.services.gossip.NodeRecord;
import org.hepto.services.helper.LocalSteps;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateInstallTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private final List<Step> done = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private FakeCluster cluster;

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private Steps steps;

    @SuppressWarnings("NullAway.Init")
    private String csr;

    @BeforeEach
    void admit() throws Exception {
        cluster = new FakeCluster(data.resolve("master"));
        node = TestNodes.node(TestNodes.config(Role.NODE, "test", "n1", data.resolve("node")));
        Steps local = new LocalSteps(node);
        csr = local.line(new Step.RequestCertificate());
        steps = (step, missing) -> {
            done.add(step);
            return local.run(step, missing);
        };
        cluster.gossip.admit(
                "n1",
                FakeCluster.identity(1),
                new NodeRecord(node.wireguard().publicKey(), node.pods(), Optional.empty(), false, csr));
        tellAuthorities();
        sign();
    }

    private void tellAuthorities() throws IOException {
        cluster.gossip.put(new ClusterRecord(
                node.network(),
                node.mesh(),
                Files.readString(cluster.master.pki().authority(Authority.CLUSTER)),
                Files.readString(cluster.master.pki().authority(Authority.NODES))));
    }

    private String sign() throws Exception {
        String certificate = cluster.steps
                .sign(new Step.SignNode(csr, "n1", node.mesh(), FakeCluster.NOW))
                .certificate();
        cluster.gossip.certificate("n1", certificate);
        return certificate;
    }

    private void run() throws Exception {
        new CertificateInstall(node, steps).run(cluster.gossip, told::add, FakeCluster.NOW);
    }

    private String file() throws IOException {
        return Files.readString(node.pki().leaf(PkiFiles.NODE).certificate());
    }

    @Test
    void certificateIsInstalledOnceAndToldEachTime() throws Exception {
        run();
        run();
        assertThat(done).hasSize(1);
        String published = cluster.gossip.certificates.get("n1");
        assertThat(file()).isEqualTo(published);
        assertThat(told).containsExactly(published, published);
    }

    @Test
    void newAuthorityIsTrustedBeforeItHasSignedAnything() throws Exception {
        run();
        String before = file();
        cluster.steps.run(new Step.ReplaceNodesAuthority(FakeCluster.NOW));
        tellAuthorities();
        run();
        assertThat(file()).isEqualTo(before);
        assertThat(KnownCertificate.count(node.pki().authority(Authority.NODES)))
                .isEqualTo(2);
        String next = sign();
        run();
        assertThat(file()).isEqualTo(next);
        assertThat(told).endsWith(next);
    }

    // a node that was off while the authority was replaced hears of it entry by entry
    @Test
    void bundleThatComesBeforeTheCertificateChangesNothing() throws Exception {
        run();
        told.clear();
        cluster.steps.run(new Step.ReplaceNodesAuthority(FakeCluster.NOW));
        cluster.steps.run(new Step.DropOldNodesAuthority());
        tellAuthorities();
        assertThatThrownBy(this::run).isInstanceOf(IOException.class).hasMessageContaining("another authority");
        assertThat(told).isEmpty();
        assertThat(KnownCertificate.count(node.pki().authority(Authority.NODES)))
                .isEqualTo(1);
        String next = sign();
        run();
        assertThat(file()).isEqualTo(next);
    }
}
