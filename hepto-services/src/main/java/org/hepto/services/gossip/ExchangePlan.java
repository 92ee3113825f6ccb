package org.hepto.services.gossip;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides with whom to exchange, beside what gossip does by itself: members speak through the mesh, so one whose mesh is down
 * is asked at its public address, and if nobody is reached the anchors are. A state machine without clock and network, for
 * one thread.
 */
public final class ExchangePlan {
    private static final Duration MESH_PAUSE = Duration.ofSeconds(10);
    /** In which the mesh has its chance first. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static final Duration PUBLIC_PAUSE = Duration.ofSeconds(30);

    /** Of those that are due, so that a cluster with many nodes that are off costs little. */
    private static final int AT_ONCE = 3;

    /**
     * Another node of the cluster.
     *
     * @param fresh whether the mesh to it works
     * @param living whether gossip counts it among the living
     * @param mesh its gossip in the mesh, {@code [address]:port}
     * @param outside its gossip from outside, best first
     */
    public record Correspondent(String name, boolean fresh, boolean living, String mesh, List<String> outside) {
        /** Keeps a copy of the list. */
        public Correspondent {
            outside = List.copyOf(outside);
        }
    }

    private final Map<String, Instant> next = new HashMap<>();
    private final Map<String, Instant> graces = new HashMap<>();
    private final Map<String, Integer> turns = new HashMap<>();
    private Instant last = Instant.MIN;

    /**
     * Returns the addresses to exchange with now.
     *
     * @param anchors what the operator has given
     */
    public List<String> due(List<Correspondent> others, List<String> anchors, Instant now) {
        if (now.isBefore(last)) { // the clock was set back: nobody is to wait until it is there again
            next.clear();
            graces.clear();
        }
        last = now;
        List<String> addresses = new ArrayList<>();
        Set<String> known = new HashSet<>(anchors);
        for (Correspondent other : inTurn(others)) {
            known.add(other.name());
            if (!other.fresh()) {
                graces.putIfAbsent(other.name(), now.plus(GRACE));
            }
            if (addresses.size() < AT_ONCE) {
                address(other, now, addresses);
            }
        }
        others.stream().filter(Correspondent::fresh).forEach(other -> graces.remove(other.name()));
        if (others.stream().noneMatch(Correspondent::fresh)) {
            anchors.stream().filter(anchor -> takesTurnOutside(anchor, now)).forEach(addresses::add);
        }
        next.keySet().retainAll(known);
        graces.keySet().retainAll(known);
        turns.keySet().retainAll(known);
        return addresses;
    }

    /** Who has waited longest is first: where many are due, the same few would be at each time. */
    private List<Correspondent> inTurn(List<Correspondent> others) {
        return others.stream()
                .sorted(Comparator.comparing(other -> next.getOrDefault(other.name(), Instant.MIN)))
                .toList();
    }

    private void address(Correspondent other, Instant now, List<String> addresses) {
        if (other.fresh()) {
            if (!other.living() && takesTurn(other.name(), MESH_PAUSE, now)) {
                addresses.add(other.mesh());
            }
        } else if (!other.outside().isEmpty() && takesTurnOutside(other.name(), now)) {
            int turn = turns.merge(other.name(), 1, Integer::sum);
            addresses.add(other.outside().get(turn % other.outside().size()));
        }
    }

    private boolean takesTurnOutside(String who, Instant now) {
        Instant first = graces.computeIfAbsent(who, other -> now.plus(GRACE));
        return !now.isBefore(first) && takesTurn(who, PUBLIC_PAUSE, now);
    }

    private boolean takesTurn(String who, Duration pause, Instant now) {
        if (now.isBefore(next.getOrDefault(who, Instant.MIN))) {
            return false;
        }
        next.put(who, now.plus(pause));
        return true;
    }
}
