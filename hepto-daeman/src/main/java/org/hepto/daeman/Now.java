package org.hepto.daeman;

import java.time.Duration;
import java.time.Instant;

/**
 * One moment on two clocks.
 *
 * @param wall the wall clock, for what is shown
 * @param nanos a steady clock in nanoseconds, for what is measured: {@link Time#nanoTime}
 */
record Now(Instant wall, long nanos) {
    /** Reads both clocks. */
    static Now of(Time time) {
        return new Now(time.instant(), time.nanoTime());
    }

    /** Returns how long ago an earlier moment was, by the steady clock. */
    Duration since(Now earlier) {
        return Duration.ofNanos(nanos - earlier.nanos);
    }
}
