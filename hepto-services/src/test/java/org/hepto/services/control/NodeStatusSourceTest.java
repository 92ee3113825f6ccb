package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hepto.daeman.GraphStatus;
import org.hepto.daeman.UnitState;
import org.hepto.daeman.UnitStatus;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.Test;

class NodeStatusSourceTest {
    @Test
    void allOfANodeIsInItsStatus() {
        UnitStatus unit = new UnitStatus(
                "etcd",
                UnitState.BACKOFF,
                Samples.SINCE,
                Duration.ofSeconds(1),
                List.of("time"),
                Optional.empty(),
                3,
                Optional.of("x".repeat(100_000)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        CertificateReport certificate = CertificateReport.damaged("ca", "torn");
        NodeStatus status = new NodeStatusSource(
                        TestNodes.config(Role.MASTER, "test", "n1", Path.of("/data")),
                        () -> new GraphStatus(List.of(unit), Optional.of("damaged keys")),
                        () -> List.of(certificate),
                        () -> new MeshReport(
                                Optional.empty(),
                                List.of(Samples.PEER),
                                Optional.of(Samples.MAP),
                                Optional.of("no anchor answered")),
                        Path.of("/nowhere"))
                .get();
        assertThat(status.line()).isEqualTo("n1 of cluster test, master, not joined, not ready");
        assertThat(status.daemonPid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(status.fatal()).contains("damaged keys");
        assertThat(status.certificates()).containsExactly(certificate);
        assertThat(status.mesh()).containsExactly(Samples.PEER);
        assertThat(status.map()).contains(Samples.MAP);
        assertThat(status.joining()).contains("no anchor answered");
        assertThat(status.units()).singleElement().satisfies(report -> {
            assertThat(report.state()).isEqualTo("BACKOFF");
            assertThat(report.waitsFor()).containsExactly("time");
            assertThat(report.restarts()).isEqualTo(3);
            assertThat(report.lastError().orElse(""))
                    .as("texts of units are bounded")
                    .hasSize(ControlProtocol.MAX_TEXT);
        });
    }
}
