package org.hepto.services.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.hepto.daeman.Time;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Enrollment;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.node.TestNodes;
import org.hepto.services.steps.HelperProcess;
import org.hepto.services.steps.HelperProgram;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LocalStepsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    /** The program that the daemon starts, with this class path in place of the version's. */
    private List<String> program(Path directory) {
        Path version = directory.resolve("version");
        List<String> command = HelperProgram.of(version).command(directory, version);
        return command.stream()
                .map(word -> word.equals(version.resolve("hepto.jar").toString())
                        ? System.getProperty("java.class.path")
                        : word)
                .toList();
    }

    @Test
    @Timeout(120)
    void theProcessIssuesForItsNode() throws Exception {
        Node node = TestNodes.master(data);
        Files.createDirectories(node.paths().data());
        node.config().write();
        TestNodes.KEY.write(node.paths().clusterKey());
        try (HelperProcess helper = new HelperProcess(program(node.paths().data()), Time.system())) {
            helper.run(new Step.IssueAuthorities(NOW));
            Leaf leaf = Leaf.of(PkiFiles.ADMIN, Leaf.client("an-admin"), Authority.CLUSTER);
            StepResult.Issued issued = helper.issue(new Step.IssueLeaves(List.of(leaf), NOW));
            assertThat(issued.changed()).containsExactly(PkiFiles.ADMIN);
            assertThat(issued.renewAt()).isAfter(NOW);
            assertThat(Tls.certificates(node.pki().leaf(PkiFiles.ADMIN).certificate()))
                    .singleElement()
                    .satisfies(c ->
                            assertThat(c.getSubjectX500Principal().getName()).isEqualTo("CN=an-admin"));
        }
    }

    @Test
    @Timeout(120)
    void aNewcomerBecomesANodeWhileItsHelperRuns() throws Exception {
        Node node = TestNodes.node(data);
        Files.createDirectories(node.paths().data());
        node.config().write();
        TestNodes.KEY.write(node.paths().clusterKey());
        LocalSteps master = new LocalSteps(TestNodes.master(data.resolve("master")));
        master.run(new Step.IssueAuthorities(NOW));
        Path authorities = TestNodes.master(data.resolve("master")).pki().authority(Authority.NODES);
        Ipv6Address mesh = node.network()
                .mesh(WgPrivateKey.ensure(node.paths().wireguardKey()).publicKey());
        try (HelperProcess helper = new HelperProcess(program(node.paths().data()), Time.system())) {
            String csr = ((StepResult.Done) helper.run(new Step.RequestCertificate())).text();
            String certificate =
                    ((StepResult.Signed) master.run(new Step.SignNode(csr, node.name(), mesh, NOW))).certificate();
            String bundle = Files.readString(authorities);
            Step install = new Step.InstallNodeCertificate(certificate, bundle, bundle, NOW);
            assertThatThrownBy(() -> helper.run(install)).hasMessageContaining("a newcomer has no place");

            new Enrollment(node.network(), node.network().podRange(1), mesh).write(node.paths());

            assertThat(helper.run(install)).isInstanceOf(StepResult.Issued.class);
            assertThat(node.pki().leaf(PkiFiles.NODE).certificate()).content().isEqualTo(certificate);
        }
    }

    @Test
    @Timeout(120)
    void aNodeThatCannotBeReadIsTheReason() {
        try (HelperProcess helper = new HelperProcess(program(data), Time.system())) {
            assertThatThrownBy(() -> helper.run(new Step.IssueAuthorities(NOW)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the helper ended with exit code 1: ")
                    .hasMessageContaining(data.resolve("node.properties").toString());
        }
        assertThat(Files.exists(data.resolve("pki"))).isFalse();
    }
}
