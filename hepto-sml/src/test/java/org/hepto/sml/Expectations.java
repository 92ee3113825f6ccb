package org.hepto.sml;

/** What follows from the formulae for a whole cluster: the figures that a simulation is held against. */
final class Expectations {

    private Expectations() {}

    /** The latest time after its death at which a node of a healthy cluster of n nodes is suspected by somebody. */
    static long latestSuspicion(Timing timing, int n) {
        return timing.millis().probeInterval() * (2L * (n - 1) + 1);
    }

    /** Gossip rounds until all but about one of n nodes have heard of a change, each telling f others per round. */
    static double gossipRounds(int n, int f) {
        return Math.log(n) / Math.log(1.0 + f) + Math.log(n) / f;
    }

    /** Packets per node and second without any change or loss: a ping and an ack, sent by each node per interval. */
    static double idlePackets(Timing timing) {
        return 2 * 1000.0 / timing.millis().probeInterval();
    }
}
