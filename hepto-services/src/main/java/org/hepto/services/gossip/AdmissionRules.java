package org.hepto.services.gossip;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.services.node.NodeConfig;
import org.hepto.sml.Bytes;
import org.hepto.utils.Ipv6Prefix;

/**
 * Decides about requests for admission. Whoever has the cluster's key may ask, so a name that is taken stays with whom it
 * belongs to, and so many are admitted by themselves in an hour that neither the roster nor the ranges for pods can be filled
 * unseen.
 *
 * @param authority the cluster's, by its fingerprint
 * @param network the cluster's addresses
 * @param nodes those on the roster
 * @param leaving names that are not free yet, since what their nodes had is still being taken from them
 * @param now the authority's time
 */
public record AdmissionRules(
        Optional<String> authority,
        ClusterNetwork network,
        List<AdmittedNode> nodes,
        Set<String> leaving,
        Instant now) {
    /** Nodes that are admitted without being asked for, in each hour. */
    public static final int PER_HOUR = 16;

    /** Beyond it no certificate would be worth anything. */
    public static final Duration CLOCK = Duration.ofDays(1);

    /** What a line begins with that is told to a newcomer for which an operator has to decide. */
    public static final String WAITS = "waits for admission";

    private static final Duration HOUR = Duration.ofHours(1);

    /** What becomes of a request. */
    public sealed interface Decision {
        /**
         * It is granted.
         *
         * @param pods the first range that no node has
         */
        record Granted(Ipv6Prefix pods) implements Decision {}

        /** It is granted when an operator says so. */
        record Waiting(String reason) implements Decision {}

        /** It can't be granted as it is. */
        record Refused(String reason) implements Decision {}
    }

    /** Returns those of a cluster as it is now. */
    public static AdmissionRules of(AuthorityGossip gossip, ClusterNetwork network, Set<String> leaving, Instant now) {
        return new AdmissionRules(gossip.authority(), network, gossip.view().nodes(), leaving, now);
    }

    /**
     * Decides about one request.
     *
     * @param identity the raw Ed25519 key that has signed it
     * @param approved whether an operator has said that it may be admitted
     */
    public Decision decide(JoinRequest request, Bytes identity, boolean approved) {
        String name = request.name();
        if (!NodeConfig.isName(name)) {
            return new Decision.Refused("its name is no DNS label; give it another --name");
        }
        if (!NodeConfig.isSite(request.site())) {
            return new Decision.Refused("its site is no label value; give it another --site");
        }
        Optional<String> followed = request.authority();
        if (followed.isPresent() && !followed.equals(authority)) {
            // it would take nothing from this authority, and hold a name and a range for ever
            return new Decision.Refused(
                    NodeConfig.isFingerprint(followed.get())
                            ? "it follows the authority %s; start it with the --authority that hepto invite prints"
                                    .formatted(followed.get())
                            : "what it names as its authority is no fingerprint");
        }
        Duration ahead = Duration.between(now, request.clock());
        if (ahead.abs().compareTo(CLOCK) > 0) {
            return new Decision.Refused(offClock(ahead));
        }
        if (leaving.contains(name)) {
            return new Decision.Refused("the name %s is being forgotten; try again in some minutes".formatted(name));
        }
        if (nodes.stream()
                .anyMatch(node -> node.name().equals(name) && !node.identity().equals(identity))) {
            return new Decision.Refused(
                    "the name %1$s is taken; choose another --name, or on the master: hepto node forget %1$s"
                            .formatted(name));
        }
        if (nodes.stream()
                .anyMatch(node ->
                        !node.name().equals(name) && node.record().wireguard().equals(request.wireguard()))) {
            return new Decision.Refused(
                    "another node has its WireGuard key; it was copied: remove wg.key and start again");
        }
        if (!approved && admittedInTheLastHour() >= PER_HOUR) {
            return new Decision.Waiting("%s: %d nodes were admitted within an hour; on the master: hepto node admit %s"
                    .formatted(WAITS, PER_HOUR, name));
        }
        return freeRange();
    }

    /** Says that a newcomer's clock is too far off, by how much it is ahead of the authority's. */
    public static String offClock(Duration ahead) {
        return "clock %s %s; set it right, then the node joins by itself"
                .formatted(span(ahead), ahead.isNegative() ? "behind" : "ahead");
    }

    /** Returns how long a time is, to the unit that matters. */
    static String span(Duration time) {
        Duration length = time.abs();
        if (length.compareTo(Duration.ofDays(2)) >= 0) {
            return length.toDays() + " days";
        }
        return length.compareTo(Duration.ofHours(2)) >= 0
                ? length.toHours() + " hours"
                : length.toMinutes() + " minutes";
    }

    private long admittedInTheLastHour() {
        Instant hourAgo = now.minus(HOUR);
        return nodes.stream()
                .filter(node -> !node.record().master() && node.admitted().isAfter(hourAgo))
                .count();
    }

    private Decision freeRange() {
        Set<Ipv6Prefix> taken = nodes.stream().map(node -> node.record().pods()).collect(Collectors.toSet());
        return IntStream.range(0, ClusterNetwork.POD_RANGES)
                .mapToObj(network::podRange)
                .filter(range -> !taken.contains(range))
                .findFirst()
                .<Decision>map(Decision.Granted::new)
                .orElseGet(() ->
                        new Decision.Refused("the cluster has no range for pods left; forget nodes that are gone"));
    }
}
