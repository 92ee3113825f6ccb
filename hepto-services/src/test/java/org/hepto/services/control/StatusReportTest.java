package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.daeman.GraphStatus;
import org.hepto.daeman.UnitState;
import org.hepto.daeman.UnitStatus;
import org.hepto.services.node.Build;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusReportTest {
    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");
    private static final UnitStatus ETCD = new UnitStatus(
            "etcd",
            UnitState.READY,
            SINCE,
            Duration.ofSeconds(119),
            List.of(),
            Optional.empty(),
            1,
            Optional.of("no space left"),
            Optional.of(Duration.ofMillis(20)),
            Optional.of(Duration.ofMillis(1234)),
            Optional.of(Duration.ofMillis(987)),
            Optional.empty());
    private static final UnitStatus APISERVER = new UnitStatus(
            "apiserver",
            UnitState.STARTING,
            SINCE,
            Duration.ofSeconds(3),
            List.of("https://[::1]:6443/readyz (connection refused)"),
            Optional.of("a detail"),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    private static final UnitStatus KUBELET = new UnitStatus(
            "kubelet",
            UnitState.BACKOFF,
            SINCE,
            Duration.ofHours(50),
            List.of(),
            Optional.of("a detail"),
            12,
            Optional.of("it answers 500"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    private static final UnitStatus ADDRESS = new UnitStatus(
            "address",
            UnitState.READY,
            SINCE,
            Duration.ofMinutes(125),
            List.of(),
            Optional.of("2001:db8::5"),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static StatusReport report(UnitStatus... units) {
        Map<String, Long> memory = new LinkedHashMap<>();
        memory.put("init", 3L * 1024 * 1024 / 2);
        memory.put("control-plane", 189L * 1024 * 1024);
        return new StatusReport(
                TestNodes.master(Path.of("/data")),
                new Build("1.2", "abc"),
                new GraphStatus(List.of(units), Optional.empty()),
                memory);
    }

    @Test
    void textIsATable() {
        assertThat(report(ADDRESS, ETCD, APISERVER, KUBELET).text()).isEqualTo("""
                n1 of cluster test, master, @MESH@, not ready

                UNIT                 STATE        SINCE  RESTARTS  WAITS FOR / DETAIL
                address              READY           2h         0  2001:db8::5
                etcd                 READY         119s         1
                apiserver            STARTING        3s         0  https://[::1]:6443/readyz (connection refused)
                kubelet              BACKOFF         2d        12  it answers 500

                MEMORY                 ANON MiB
                init                        1.5
                control-plane             189.0
                """.replace(
                        "@MESH@", TestNodes.master(Path.of("/data")).mesh().toString()));
        assertThat(report(ADDRESS, ETCD).text())
                .startsWith("n1 of cluster test, master, ")
                .contains(", ready\n");
    }

    @Test
    void jsonIsForPrograms() {
        assertThat(report(ETCD, APISERVER).json()).isEqualToIgnoringWhitespace("""
                {
                  "cluster": "test", "name": "n1", "role": "master", "version": "1.2", "build": "abc",
                  "mesh": "@MESH@", "ready": false,
                  "units": [
                    {"name": "etcd", "state": "READY", "since": "2026-01-02T03:04:05Z", "restarts": 1,
                     "waitsFor": [], "lastError": "no space left", "waitedMs": 20, "startMs": 1234, "startCpuMs": 987},
                    {"name": "apiserver", "state": "STARTING", "since": "2026-01-02T03:04:05Z", "restarts": 0,
                     "waitsFor": ["https://[::1]:6443/readyz (connection refused)"], "detail": "a detail"}
                  ],
                  "memoryAnonymousBytes": {"init": 1572864, "control-plane": 198180864}
                }
                """.replace(
                        "@MESH@", TestNodes.master(Path.of("/data")).mesh().toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "119, 119s",
        "120, 2m0s",
        "7199, 119m59s",
        "7200, 2h",
        "172799, 47h",
        "172800, 2d",
    })
    void agesAreWrittenAsKubectlDoes(long seconds, String text) {
        assertThat(StatusReport.age(Duration.ofSeconds(seconds))).isEqualTo(text);
    }
}
