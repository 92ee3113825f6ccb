package org.hepto.sml;

import java.util.HashMap;
import java.util.Map;

/**
 * How often sources may begin something: a few times at once, then in a steady interval (the generic cell rate algorithm of
 * ITU-T I.371). Times in milliseconds. For one thread.
 */
final class SourceRate {

    /** Sources that are remembered; beyond that new ones are not limited until others are forgotten. */
    static final int CAPACITY = 4096;

    private final int burst;
    private final long interval;
    private final Map<Bytes, Long> due = new HashMap<>();

    /**
     * Limits each source.
     *
     * @param burst times at once
     * @param interval between further ones
     */
    SourceRate(int burst, long interval) {
        this.burst = burst;
        this.interval = interval;
    }

    /** Tells whether a source may begin something now, and counts it if so. */
    boolean take(Bytes source, long now) {
        long next = Math.max(now, due.getOrDefault(source, now));
        if (next > now + (burst - 1) * interval) {
            return false;
        }
        if (due.size() >= CAPACITY) {
            due.values().removeIf(time -> time <= now);
        }
        if (due.size() < CAPACITY || due.containsKey(source)) {
            due.put(source, next + interval);
        }
        return true;
    }

    /** Returns how many sources are remembered. */
    int sources() {
        return due.size();
    }
}
