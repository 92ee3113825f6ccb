package org.hepto.sml;

/**
 * How often and how patiently a node does what it does; all times in milliseconds.
 *
 * @param streamTimeout for a whole exchange over a stream
 * @param indirectChecks relays that are asked when a node does not answer
 * @param retransmitMult factor of {@link ClusterMath#retransmitLimit}
 * @param suspicionMult factor of {@link ClusterMath#suspicionMin}
 * @param suspicionMaxMult how much longer a suspicion lasts that nobody else confirms
 * @param pushPullInterval between exchanges of the whole state, before scaling
 * @param probeInterval between probes, and the length of a probe round
 * @param probeTimeout until relays are asked
 * @param gossipInterval between packets with news
 * @param gossipNodes receivers of each such packet
 * @param gossipToTheDead how long a dead node still gets news, and is remembered
 * @param awarenessMax upper bound of {@link Awareness} plus one
 * @param reclaim how long a node must be dead until its name is accepted from another address; 0 is never
 * @param reconnectMin first pause before a known but missing peer is tried again
 * @param reconnectMax longest such pause
 */
public record Timing(
        long streamTimeout,
        int indirectChecks,
        int retransmitMult,
        int suspicionMult,
        int suspicionMaxMult,
        long pushPullInterval,
        long probeInterval,
        long probeTimeout,
        long gossipInterval,
        int gossipNodes,
        long gossipToTheDead,
        int awarenessMax,
        long reclaim,
        long reconnectMin,
        long reconnectMax) {

    /** memberlist's figures for one data centre. */
    public static final Timing LAN =
            new Timing(10_000, 3, 4, 4, 6, 30_000, 1000, 500, 200, 3, 30_000, 8, 30_000, 2000, 120_000);

    /** memberlist's figures for nodes that are far apart. */
    public static final Timing WAN =
            new Timing(30_000, 3, 4, 6, 6, 60_000, 5000, 3000, 500, 4, 60_000, 8, 30_000, 5000, 300_000);

    /** memberlist's figures for one machine. */
    public static final Timing LOCAL =
            new Timing(1000, 1, 2, 3, 6, 15_000, 1000, 200, 100, 3, 15_000, 8, 10_000, 1000, 15_000);

    /** The preset of a name: {@code lan}, {@code wan} or {@code local}. */
    public static Timing of(String name) {
        return switch (name) {
            case "lan" -> LAN;
            case "wan" -> WAN;
            case "local" -> LOCAL;
            default -> throw new IllegalArgumentException("timing '%s' is unknown: lan, wan or local".formatted(name));
        };
    }
}
