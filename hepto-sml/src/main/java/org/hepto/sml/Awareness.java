package org.hepto.sml;

/** Lifeguard's local health: how slow this node itself seems to be. 0 is healthy. Changed by one thread, read by any. */
final class Awareness {

    private final int max;
    private volatile int score;

    /** The score stays below {@code max}. */
    Awareness(int max) {
        this.max = max;
    }

    /** Returns the score. From any thread. */
    int score() {
        return score;
    }

    void apply(int delta) {
        score = Math.clamp(score + (long) delta, 0, max - 1);
    }

    /** A timeout, made longer for an unhealthy node. */
    long scale(long timeout) {
        return timeout * (score + 1);
    }
}
