package org.hepto.services.units;

import java.time.Duration;
import java.util.Optional;
import org.hepto.services.gossip.AdmissionRules;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.node.Node;

/** Says why a node has not joined yet, as well as the node can know. */
public final class Joining {
    /** For what depends on the master, which may come later than a node, or be away for a year. */
    public static final Duration FOR_EVER = Duration.ofDays(3650);

    private Joining() {}

    /** Returns what is wrong with the place of an enrolled node in its cluster, if anything is. */
    public static Optional<String> lost(Gossip gossip, Node node) {
        if (!gossip.refusedAuthority().isEmpty()) {
            return Optional.of(gossip.refusedAuthority());
        }
        Optional<String> other = otherName(gossip, node);
        if (other.isPresent()) {
            return other;
        }
        boolean forgotten =
                gossip.view().cluster().isPresent() && !gossip.view().roster().contains(node.name());
        return forgotten
                ? Optional.of("the cluster has forgotten this node; to join again, stop it, remove %s and start it"
                        .formatted(node.paths().data()))
                : Optional.empty();
    }

    private static Optional<String> otherName(Gossip gossip, Node node) {
        return gossip.view()
                .nameOf(gossip.identity())
                .filter(name -> !name.equals(node.name()))
                .map(name -> "this node is admitted as %1$s; start it with --name %1$s".formatted(name));
    }

    /** An operator who admits a node compares it with what the master shows. */
    private static String known(Gossip gossip) {
        return "its fingerprint is " + gossip.fingerprint();
    }

    /** Returns one line. */
    public static String reason(Gossip gossip, Node node) {
        if (!gossip.refusedAuthority().isEmpty()) {
            return gossip.refusedAuthority();
        }
        Optional<String> refusal = gossip.view().refusal(gossip.fingerprint());
        if (refusal.isPresent()) {
            String line = refusal.get();
            return line.startsWith(AdmissionRules.WAITS) ? "%s; %s".formatted(line, known(gossip)) : line;
        }
        Optional<String> clock = gossip.wrongClock();
        if (clock.isPresent()) {
            return clock.get();
        }
        Optional<String> other = otherName(gossip, node);
        if (other.isPresent()) {
            return other.get();
        }
        if (gossip.view().cluster().isPresent()) {
            return "%s; %s".formatted(AdmissionRules.WAITS, known(gossip));
        }
        if (node.config().anchors().isEmpty()) {
            return "it knows no node of the cluster: give the address of one with --anchor";
        }
        return gossip.unreachable();
    }
}
