package org.hepto.sml;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How often and how patiently a node does what it does. Start from a preset and change what does not fit, for example
 * {@code Timing.WAN.withGossipInterval(Duration.ofSeconds(1))}. A time has whole milliseconds; a smaller part is cut off.
 */
public final class Timing {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int MOST = 1000;

    /** memberlist's figures for one data centre: a probe each second, 500 ms for its answer, news each 200 ms. */
    public static final Timing LAN = new Timing(new Draft());

    /** memberlist's figures for nodes that are far apart: a probe each 5 s, 3 s for its answer, news each 500 ms. */
    public static final Timing WAN = LAN.with(draft -> {
        draft.streamTimeout = Duration.ofSeconds(30);
        draft.suspicionMult = 6;
        draft.pushPullInterval = Duration.ofMinutes(1);
        draft.probeInterval = Duration.ofSeconds(5);
        draft.probeTimeout = Duration.ofSeconds(3);
        draft.gossipInterval = Duration.ofMillis(500);
        draft.gossipNodes = 4;
        draft.gossipToTheDead = Duration.ofMinutes(1);
        draft.reconnectMin = Duration.ofSeconds(5);
        draft.reconnectMax = Duration.ofMinutes(5);
    });

    /** memberlist's figures for one machine: a probe each second, 200 ms for its answer, news each 100 ms. */
    public static final Timing LOCAL = LAN.with(draft -> {
        draft.streamTimeout = Duration.ofSeconds(1);
        draft.indirectChecks = 1;
        draft.retransmitMult = 2;
        draft.suspicionMult = 3;
        draft.pushPullInterval = Duration.ofSeconds(15);
        draft.probeTimeout = Duration.ofMillis(200);
        draft.gossipInterval = Duration.ofMillis(100);
        draft.gossipToTheDead = Duration.ofSeconds(15);
        draft.reclaim = Duration.ofSeconds(10);
        draft.reconnectMin = Duration.ofSeconds(1);
        draft.reconnectMax = Duration.ofSeconds(15);
    });

    /** The figures, from {@link #LAN}'s; changed only before a timing has them. */
    private static final class Draft implements Cloneable {
        private Duration streamTimeout = Duration.ofSeconds(10);
        private int indirectChecks = 3;
        private int retransmitMult = 4;
        private int suspicionMult = 4;
        private int suspicionMaxMult = 6;
        private Duration pushPullInterval = Duration.ofSeconds(30);
        private Duration probeInterval = Duration.ofSeconds(1);
        private Duration probeTimeout = Duration.ofMillis(500);
        private Duration gossipInterval = Duration.ofMillis(200);
        private int gossipNodes = 3;
        private Duration gossipToTheDead = Duration.ofSeconds(30);
        private int awarenessMax = 8;
        private Duration reclaim = Duration.ofSeconds(30);
        private Duration reconnectMin = Duration.ofSeconds(2);
        private Duration reconnectMax = Duration.ofMinutes(2);

        @Override
        protected Draft clone() {
            try {
                return (Draft) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The times in milliseconds, as the state machine computes with them. */
    record Millis(
            long streamTimeout,
            long pushPullInterval,
            long probeInterval,
            long probeTimeout,
            long gossipInterval,
            long gossipToTheDead,
            long reclaim,
            long reconnectMin,
            long reconnectMax) {}

    private final Draft figures;
    private final Millis millis;

    private Timing(Draft figures) {
        this.figures = figures;
        this.millis = new Millis(
                figures.streamTimeout.toMillis(),
                figures.pushPullInterval.toMillis(),
                figures.probeInterval.toMillis(),
                figures.probeTimeout.toMillis(),
                figures.gossipInterval.toMillis(),
                figures.gossipToTheDead.toMillis(),
                figures.reclaim.toMillis(),
                figures.reconnectMin.toMillis(),
                figures.reconnectMax.toMillis());
    }

    /** Returns the preset of a name: {@code lan}, {@code wan} or {@code local}. */
    public static Timing of(String name) {
        return switch (name) {
            case "lan" -> LAN;
            case "wan" -> WAN;
            case "local" -> LOCAL;
            default -> throw new ClusterException("timing '%s' is unknown: lan, wan or local".formatted(name));
        };
    }

    Millis millis() {
        return millis;
    }

    /** Refuses figures that do not go together. Not part of the withers, whose order would matter then. */
    void check() {
        if (millis.probeTimeout() >= millis.probeInterval()) {
            throw new ClusterException(
                    "the probe timeout of %d ms is not shorter than the probe interval of %d ms, so no relay would be asked: change one of them"
                            .formatted(millis.probeTimeout(), millis.probeInterval()));
        }
        if (millis.reconnectMin() > millis.reconnectMax()) {
            throw new ClusterException(
                    "the first pause of %d ms before a peer is tried again is longer than the longest of %d ms: change one of them"
                            .formatted(millis.reconnectMin(), millis.reconnectMax()));
        }
    }

    /** Returns the time for a whole exchange over a stream. */
    public Duration streamTimeout() {
        return figures.streamTimeout;
    }

    /** Returns a copy with another time for a whole exchange over a stream. */
    public Timing withStreamTimeout(Duration timeout) {
        return with(draft -> draft.streamTimeout = time("stream timeout", timeout, SHORTEST));
    }

    /** Returns how many relays are asked if a node does not answer. */
    public int indirectChecks() {
        return figures.indirectChecks;
    }

    /** Returns a copy with another number of relays; 0 asks none. */
    public Timing withIndirectChecks(int relays) {
        return with(draft -> draft.indirectChecks = number("indirect checks", relays, 0));
    }

    /** Returns how often each node sends a piece of news, before scaling by the cluster's size. */
    public int retransmitMult() {
        return figures.retransmitMult;
    }

    /** Returns a copy in which each node sends a piece of news more or less often. */
    public Timing withRetransmitMult(int factor) {
        return with(draft -> draft.retransmitMult = number("retransmit factor", factor, 1));
    }

    /** Returns how many probe intervals the shortest suspicion lasts, before scaling by the cluster's size. */
    public int suspicionMult() {
        return figures.suspicionMult;
    }

    /** Returns a copy with another factor of the shortest suspicion. */
    public Timing withSuspicionMult(int factor) {
        return with(draft -> draft.suspicionMult = number("suspicion factor", factor, 1));
    }

    /** Returns how many times longer a suspicion lasts that no other node confirms. */
    public int suspicionMaxMult() {
        return figures.suspicionMaxMult;
    }

    /** Returns a copy with another factor of the longest suspicion. */
    public Timing withSuspicionMaxMult(int factor) {
        return with(draft -> draft.suspicionMaxMult = number("factor of the longest suspicion", factor, 1));
    }

    /** Returns the time between exchanges of the whole state, before scaling by the cluster's size. */
    public Duration pushPullInterval() {
        return figures.pushPullInterval;
    }

    /** Returns a copy with another time between exchanges of the whole state. */
    public Timing withPushPullInterval(Duration interval) {
        return with(draft -> draft.pushPullInterval = time("push/pull interval", interval, SHORTEST));
    }

    /** Returns the time between probes, which is the length of a probe too. */
    public Duration probeInterval() {
        return figures.probeInterval;
    }

    /** Returns a copy with another time between probes; {@link #probeTimeout} must be shorter. */
    public Timing withProbeInterval(Duration interval) {
        return with(draft -> draft.probeInterval = time("probe interval", interval, SHORTEST));
    }

    /** Returns the time after which relays are asked: longer than most round trips. */
    public Duration probeTimeout() {
        return figures.probeTimeout;
    }

    /** Returns a copy with another time after which relays are asked; {@link #probeInterval} must be longer. */
    public Timing withProbeTimeout(Duration timeout) {
        return with(draft -> draft.probeTimeout = time("probe timeout", timeout, SHORTEST));
    }

    /** Returns the time between packets with news. */
    public Duration gossipInterval() {
        return figures.gossipInterval;
    }

    /** Returns a copy with another time between packets with news. */
    public Timing withGossipInterval(Duration interval) {
        return with(draft -> draft.gossipInterval = time("gossip interval", interval, SHORTEST));
    }

    /** Returns how many nodes get each packet with news. */
    public int gossipNodes() {
        return figures.gossipNodes;
    }

    /** Returns a copy with another number of nodes that get each packet with news. */
    public Timing withGossipNodes(int nodes) {
        return with(draft -> draft.gossipNodes = number("gossip nodes", nodes, 1));
    }

    /** Returns how long a dead node still gets news, and is remembered. */
    public Duration gossipToTheDead() {
        return figures.gossipToTheDead;
    }

    /** Returns a copy that remembers dead nodes for another time. */
    public Timing withGossipToTheDead(Duration time) {
        return with(draft -> draft.gossipToTheDead = time("time of gossip to the dead", time, Duration.ZERO));
    }

    /** Returns the bound of {@link Cluster#health}, which stays below it. */
    public int awarenessMax() {
        return figures.awarenessMax;
    }

    /** Returns a copy with another bound of {@link Cluster#health}; with 1 a node never doubts itself. */
    public Timing withAwarenessMax(int bound) {
        return with(draft -> draft.awarenessMax = number("bound of the awareness", bound, 1));
    }

    /** Returns how long a node must be dead until its name is accepted from another address; zero is never. */
    public Duration reclaim() {
        return figures.reclaim;
    }

    /** Returns a copy with another time until a dead node's name is accepted from another address; zero is never. */
    public Timing withReclaim(Duration time) {
        return with(draft -> draft.reclaim = time("reclaim time", time, Duration.ZERO));
    }

    /** Returns the first pause before a known but missing peer is tried again. */
    public Duration reconnectMin() {
        return figures.reconnectMin;
    }

    /** Returns a copy with another first pause before a missing peer is tried again. */
    public Timing withReconnectMin(Duration pause) {
        return with(draft -> draft.reconnectMin = time("first reconnect pause", pause, SHORTEST));
    }

    /** Returns the longest pause before a known but missing peer is tried again. */
    public Duration reconnectMax() {
        return figures.reconnectMax;
    }

    /** Returns a copy with another longest pause before a missing peer is tried again. */
    public Timing withReconnectMax(Duration pause) {
        return with(draft -> draft.reconnectMax = time("longest reconnect pause", pause, SHORTEST));
    }

    private Timing with(Consumer<Draft> change) {
        Draft draft = figures.clone();
        change.accept(draft);
        return new Timing(draft);
    }

    private static Duration time(String what, Duration time, Duration least) {
        if (time.compareTo(least) < 0 || time.compareTo(LONGEST) > 0) {
            throw new ClusterException(
                    "the %s is %s: choose %d ms to %d days".formatted(what, time, least.toMillis(), LONGEST.toDays()));
        }
        return time;
    }

    private static int number(String what, int number, int least) {
        if (number < least || number > MOST) {
            throw new ClusterException("the %s is %d: choose %d to %d".formatted(what, number, least, MOST));
        }
        return number;
    }
}
