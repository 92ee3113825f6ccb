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
import org.hepto.utils.Ipv6Prefix;
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
            assertThat(helper.run(new Step.RequestCertificate()))
                    .as("a newcomer has no network yet")
                    .isInstanceOf(StepResult.Done.class);
            assertThatThrownBy(() -> helper.run(new Step.IssueAuthorities(NOW)))
                    .hasMessageContaining("of no cluster yet");
            Ipv6Prefix pods = new Ipv6Prefix(node.network().pods().address(), 64);
            new Enrollment(node.network(), pods, node.mesh()).write(node.paths());
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
