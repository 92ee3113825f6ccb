package org.hepto.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.services.control.CertificateReport;
import org.hepto.services.control.CertificateReport.Validity;
import org.hepto.services.control.ListedNode;
import org.hepto.services.control.ListedNode.State;
import org.hepto.services.control.MapReport;
import org.hepto.services.control.NodeIdentity;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.PeerReport;
import org.hepto.services.control.UnitChange;
import org.hepto.services.control.UnitReport;
import org.hepto.services.node.Build;

/** How a node may stand. */
final class Statuses {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final UnitChange CHANGE = new UnitChange(
            "etcd", "STARTING", "FAILED", NOW, Duration.ofMillis(1234), Optional.of("no space left\u001b[2J"));

    private static final Duration MONTH = Duration.ofDays(30);

    static final List<ListedNode> NODES = List.of(
            new ListedNode(
                    "n2",
                    State.ADMITTED,
                    Optional.empty(),
                    Optional.of("fd00::2"),
                    Optional.of("fd00:0:0:1001::/64"),
                    Optional.of("berlin"),
                    "SHA256:abc",
                    Optional.of(NOW.plus(Duration.ofDays(6)))),
            new ListedNode(
                    "n3",
                    State.WAITING,
                    Optional.of("too many\u001b"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "SHA256:def",
                    Optional.empty()));

    static final ListedNode FORGOTTEN = new ListedNode(
            "n4",
            State.FORGOTTEN,
            Optional.of("waits until n2 is forgotten"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            Optional.empty());

    private Statuses() {}

    private static PeerReport peer(String name, Instant handshake, String gossip, Instant expires) {
        return new PeerReport(
                name,
                Optional.of("berlin"),
                "fd00::2",
                Optional.of("[2001:db8::2]:51820"),
                Optional.of(handshake),
                3L * 1024 * 1024 / 2,
                100_000,
                Optional.of(Duration.ofNanos(81_234_000)),
                gossip,
                Optional.of(expires));
    }

    private static UnitReport unit(
            String name, String state, Duration age, int restarts, List<String> waits, String detail, String error) {
        return new UnitReport(
                name,
                state,
                NOW,
                age,
                restarts,
                waits,
                Optional.of(detail).filter(text -> !text.isEmpty()),
                Optional.of(error).filter(text -> !text.isEmpty()),
                Optional.of(Duration.ofMillis(20)),
                Optional.empty(),
                Optional.empty(),
                Optional.of("500 from readyz").filter(why -> name.equals("etcd")));
    }

    /** A certificate of 30 days. */
    private static CertificateReport certificate(String name, Duration left) {
        return new CertificateReport(
                name, Optional.of(new Validity(NOW.plus(left).minus(MONTH), NOW.plus(left))), Optional.empty());
    }

    static NodeStatus of(boolean ready) {
        Map<String, Long> memory = new LinkedHashMap<>();
        memory.put("init", 3L * 1024 * 1024 / 2);
        memory.put("control-plane", 189L * 1024 * 1024);
        return new NodeStatus(
                new NodeIdentity("test", "n1", "master", Optional.of("fd00::1")),
                new Build("1.2", "abc"),
                2,
                ready,
                ready ? Optional.empty() : Optional.of("damaged keys"),
                List.of(
                        unit("address", "READY", Duration.ofMinutes(125), 0, List.of(), "2001:db8::5", ""),
                        unit("etcd", "READY", Duration.ofSeconds(119), 1, List.of(), "", "no space left"),
                        unit("apiserver", "STARTING", Duration.ofSeconds(3), 0, List.of("readyz"), "a detail", ""),
                        unit("kubelet", "BACKOFF", Duration.ofHours(50), 12, List.of(), "a detail", "a\u001bb")),
                memory,
                List.of(
                        certificate("apiserver", Duration.ofDays(10)),
                        certificate("front-proxy", Duration.ofDays(10).minusSeconds(1)),
                        certificate("n1", Duration.ofMinutes(-3)),
                        new CertificateReport("torn", Optional.empty(), Optional.of("no certificate in it"))),
                List.of(
                        peer("n2", NOW.minusSeconds(12), "alive", NOW.plus(Duration.ofDays(6))),
                        peer("far-away", NOW.minusSeconds(181), "alive", NOW.plus(Duration.ofDays(6))),
                        peer("n4", NOW.plusSeconds(1), "suspect", NOW.minusSeconds(180)),
                        new PeerReport(
                                "n5",
                                Optional.empty(),
                                "fd00::5",
                                Optional.empty(),
                                Optional.empty(),
                                0,
                                0,
                                Optional.empty(),
                                "unknown",
                                Optional.empty())),
                Optional.of(new MapReport(12, "00ff")),
                ready ? Optional.empty() : Optional.of("waits for admission\u001b"));
    }
}
