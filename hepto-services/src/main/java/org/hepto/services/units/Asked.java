package org.hepto.services.units;

import java.time.Duration;
import java.time.Instant;
import org.hepto.daeman.Time;

/**
 * When a newcomer asked for admission. The time of its clock is in its request, and the authority refuses one that is off: so
 * a request is outdated after a while, and at once when the clock was set.
 *
 * @param clock what the wall clock said
 * @param nanoTime what a steady one did, which does not go on while the machine sleeps
 */
record Asked(Instant clock, long nanoTime) {
    private static final Duration AGAIN = Duration.ofHours(1);

    /** As much do clocks differ that are right; a time server moves one by less, and mostly without a step. */
    private static final Duration STEP = Duration.ofMinutes(5);

    /** Returns one of now. */
    static Asked at(Time time) {
        return new Asked(time.instant(), time.nanoTime());
    }

    /** Tells whether it is to be asked again. */
    boolean isOutdated(Time time) {
        Duration passed = Duration.ofNanos(time.nanoTime() - nanoTime);
        Duration step = Duration.between(clock, time.instant()).minus(passed);
        return passed.compareTo(AGAIN) > 0 || step.abs().compareTo(STEP) > 0;
    }
}
