package org.hepto.sml;

/**
 * Another node's claim to this node's name. Claims are repeated with each push/pull, so one that is not heard any more is
 * over.
 *
 * @param by where the other node is
 * @param heard when it was heard last, in milliseconds
 */
record Claim(Address by, long heard) {

    private static final int INTERVALS = 3;

    /** Whether it is heard still, in a cluster of so many members. */
    boolean stands(long now, Timing timing, int members) {
        return now - heard
                <= INTERVALS * ClusterMath.pushPullInterval(timing.millis().pushPullInterval(), members);
    }
}
