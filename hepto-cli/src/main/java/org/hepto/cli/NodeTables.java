package org.hepto.cli;

import static org.hepto.cli.Terminals.plain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hepto.services.control.ListedNode;
import org.hepto.services.control.ListedNode.State;
import org.hepto.services.control.PeerReport;
import picocli.CommandLine.Help.Ansi;

/** The nodes of a cluster as tables: as the master lists them, and as a node sees them. */
final class NodeTables {
    private static final double MIB = 1024.0 * 1024.0;
    private static final String NONE = "-";

    /** WireGuard makes a new key after 120 s; after 180 s the old one counts no longer. */
    private static final Duration STALE = Duration.ofMinutes(3);

    private static final Set<String> WELL = Set.of("alive", "left");

    private final Ansi ansi;
    private final Instant now;

    /** @param now by which handshakes and certificates are judged */
    NodeTables(Ansi ansi, Instant now) {
        this.ansi = ansi;
        this.now = now;
    }

    /** Returns what the master knows of each node. */
    String list(List<ListedNode> nodes) {
        Columns table = new Columns("NAME", "STATE", "SITE", "MESH", "PODS", "CERTIFICATE", "FINGERPRINT", "REASON");
        for (ListedNode node : nodes) {
            table.row(
                    node.state() != State.ADMITTED,
                    plain(node.name()),
                    node.state().toString(),
                    text(node.site()),
                    text(node.mesh()),
                    text(node.pods()),
                    expiry(node.certificateExpires()),
                    text(Optional.of(node.fingerprint()).filter(known -> !known.isEmpty())),
                    text(node.reason()));
        }
        return table.format(ansi);
    }

    /** Returns what a node sees of each other one. */
    String mesh(List<PeerReport> peers) {
        Columns table = new Columns(
                "PEER", "SITE", "MESH", "PUBLIC ADDRESS", "HANDSHAKE", "RX/TX MiB", "RTT ms", "GOSSIP", "CERTIFICATE");
        for (PeerReport peer : peers) {
            table.row(
                    isTroubled(peer),
                    plain(peer.name()),
                    text(peer.site()),
                    plain(peer.mesh()),
                    text(peer.endpoint()),
                    peer.lastHandshake().map(this::ago).orElse("never"),
                    String.format(Locale.ROOT, "%.1f/%.1f", peer.rxBytes() / MIB, peer.txBytes() / MIB),
                    peer.roundTrip()
                            .map(time -> String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6))
                            .orElse(NONE),
                    plain(peer.gossip()),
                    expiry(peer.certificateExpires()));
        }
        return table.format(ansi);
    }

    private boolean isTroubled(PeerReport peer) {
        boolean fresh = peer.lastHandshake()
                .filter(time -> Duration.between(time, now).compareTo(STALE) <= 0)
                .isPresent();
        boolean expired =
                peer.certificateExpires().filter(time -> !time.isAfter(now)).isPresent();
        return !fresh || expired || !WELL.contains(peer.gossip());
    }

    private String ago(Instant time) {
        Duration age = Duration.between(time, now);
        return StatusTable.age(age.isNegative() ? Duration.ZERO : age);
    }

    private String expiry(Optional<Instant> expires) {
        return expires.map(time -> time.isAfter(now)
                        ? "in " + StatusTable.age(Duration.between(now, time))
                        : "EXPIRED %s ago".formatted(StatusTable.age(Duration.between(time, now))))
                .orElse(NONE);
    }

    private static String text(Optional<String> text) {
        return text.map(Terminals::plain).orElse(NONE);
    }
}
