package org.hepto.sml;

import java.util.random.RandomGenerator;

/** The pause between attempts at one peer: it doubles up to a maximum, and varies by a quarter. For one thread. */
final class Pause {

    /**
     * What all pauses of a node have in common.
     *
     * @param random spreads the attempts of many nodes
     * @param min the first pause in milliseconds
     * @param max the longest in milliseconds
     */
    record Maker(RandomGenerator random, long min, long max) {
        Pause make() {
            return new Pause(this);
        }
    }

    private final Maker maker;
    private long length;
    private long end = Long.MIN_VALUE;

    private Pause(Maker maker) {
        this.maker = maker;
    }

    boolean over(long now) {
        return end <= now;
    }

    /** An attempt begins: the next one comes after a longer pause. */
    void tried(long now) {
        length = Math.clamp(length * 2, maker.min(), maker.max());
        end = now + length - length / 4 + maker.random().nextLong(Math.max(1, length / 2));
    }

    /** The peer is there: should it be missed, it is tried at once. */
    void reset() {
        length = 0;
        end = Long.MIN_VALUE;
    }
}
