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

    static final PeerReport PEER = new PeerReport(
            "n2",
            Optional.of("berlin"),
            "fd00::2",
            Optional.of("[2001:db8::2]:51820"),
            Optional.of(SINCE),
            1_234_567,
            76_543,
            Optional.of(Duration.ofNanos(81_234_000)),
            "alive",
            Optional.of(SINCE.plus(Duration.ofDays(7))));

    static final PeerReport SILENT_PEER = new PeerReport(
            "n3",
            Optional.empty(),
            "fd00::3",
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            Optional.empty(),
            "unknown",
            Optional.empty());

    static final MapReport MAP = new MapReport(12, "00ff");

    static final ListedNode ADMITTED = new ListedNode(
            "n2",
            ListedNode.State.ADMITTED,
            Optional.empty(),
            Optional.of("fd00::2"),
            Optional.of("fd00:0:0:1001::/64"),
            Optional.of("berlin"),
            "SHA256:abc",
            Optional.of(SINCE.plus(Duration.ofDays(7))));

    static final ListedNode WAITING = new ListedNode(
            "n3",
            ListedNode.State.WAITING,
            Optional.of("16 were admitted in the last hour"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "SHA256:def",
            Optional.empty());

    static final ListedNode FORGOTTEN = new ListedNode(
            "n4",
            ListedNode.State.FORGOTTEN,
            Optional.of("a new authority of nodes is about to be made"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            Optional.empty());

    static final Invitation INVITATION =
            new Invitation("test", List.of("[2001:db8::1]:7946", "a.example.org:7946"), "SHA256:xyz");

    static final KubeconfigRequest KUBECONFIG =
            new KubeconfigRequest(Optional.of("anna"), List.of("dev", "ops"), 7, KubeconfigRequest.Server.MESH);

    static final KubeconfigRequest OWN_KUBECONFIG =
            new KubeconfigRequest(Optional.empty(), List.of(), 30, KubeconfigRequest.Server.PUBLIC);

    private Samples() {}

    static NodeStatus status() {
        Map<String, Long> memory = new LinkedHashMap<>();
        memory.put("init", 1_572_864L);
        memory.put("control-plane", 198_180_864L);
        return new NodeStatus(
                new NodeIdentity("test", "n1", "master", Optional.of("fd00::1")),
                new Build("1.2", "abc"),
                2,
                false,
                Optional.of("damaged keys"),
                List.of(ETCD, APISERVER),
                memory,
                List.of(
                        CertificateReport.of("apiserver", new Validity(SINCE, SINCE.plus(Duration.ofDays(30)))),
                        CertificateReport.damaged("ca", "no certificate in it")),
                List.of(PEER, SILENT_PEER),
                Optional.of(MAP),
                Optional.of("2 requests wait"));
    }
}
