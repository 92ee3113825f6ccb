package org.hepto.sml;

/** The formulae of SWIM and Lifeguard as memberlist computes them. Times in milliseconds. */
final class ClusterMath {

    private static final int PUSH_PULL_THRESHOLD = 32;

    private ClusterMath() {}

    /** The shortest suspicion in a cluster of n nodes. */
    static long suspicionMin(Timing timing, int n) {
        double scale = Math.max(1.0, Math.log10(Math.max(1.0, n)));
        return timing.suspicionMult() * (long) (scale * 1000) * timing.millis().probeInterval() / 1000;
    }

    /** The longest suspicion, without any confirmation. */
    static long suspicionMax(Timing timing, int n) {
        return timing.suspicionMaxMult() * suspicionMin(timing, n);
    }

    /** How many independent confirmations shorten a suspicion to its minimum; 0 if too few nodes could give them. */
    static int confirmations(Timing timing, int n) {
        int k = timing.suspicionMult() - 2;
        return n - 2 < k ? 0 : k;
    }

    /** The length of a suspicion with c of k confirmations. */
    static long suspicionTimeout(int c, int k, long min, long max) {
        if (k < 1) {
            return min;
        }
        double fraction = Math.log(c + 1.0) / Math.log(k + 1.0);
        return Math.max(min, (long) Math.floor(max - fraction * (max - min)));
    }

    /** How often a broadcast is sent by each node in a cluster of n nodes. */
    static int retransmitLimit(int mult, int n) {
        return mult * (int) Math.ceil(Math.log10(n + 1.0));
    }

    /** The time between push/pulls of one node in a cluster of n nodes. */
    static long pushPullInterval(long interval, int n) {
        if (n <= PUSH_PULL_THRESHOLD) {
            return interval;
        }
        double log2 = Math.log(n) / Math.log(2);
        return interval * (long) (Math.ceil(log2 - 5) + 1);
    }
}
