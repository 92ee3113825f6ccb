package org.hepto.services.control;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.services.control.CertificateReport.Validity;
import org.hepto.services.node.Build;

/** A node whose every field has something in it. */
final class Samples {
    static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");

    static final UnitReport ETCD = new UnitReport(
            "etcd",
            "READY",
            SINCE,
            Duration.ofSeconds(119),
            1,
            List.of(),
            Optional.of("a detail"),
            Optional.of("no space left"),
            Optional.of(Duration.ofMillis(20)),
            Optional.of(Duration.ofMillis(1234)),
            Optional.of(Duration.ofMillis(987)),
            Optional.of("answers 500"));

    static final UnitReport APISERVER = new UnitReport(
            "apiserver",
            "STARTING",
            SINCE,
            Duration.ofSeconds(3),
            0,
            List.of("https://[::1]:6443/readyz (connection refused)"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    static final UnitChange CHANGE =
            new UnitChange("etcd", "STARTING", "FAILED", SINCE, Duration.ofMillis(1234), Optional.of("„voll“\n\u0007"));

    private Samples() {}

    static NodeStatus status() {
        Map<String, Long> memory = new LinkedHashMap<>();
        memory.put("init", 1_572_864L);
        memory.put("control-plane", 198_180_864L);
        return new NodeStatus(
                new NodeIdentity("test", "n1", "master", "fd00::1"),
                new Build("1.2", "abc"),
                2,
                false,
                Optional.of("damaged keys"),
                List.of(ETCD, APISERVER),
                memory,
                List.of(
                        CertificateReport.of("apiserver", new Validity(SINCE, SINCE.plus(Duration.ofDays(30)))),
                        CertificateReport.damaged("ca", "no certificate in it")));
    }
}
