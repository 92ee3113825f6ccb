package org.hepto.daeman;

import java.time.Duration;
import java.util.Optional;

/**
 * Says how a unit that is ready is watched. The check runs on a virtual thread named after the unit, one at a time, for the
 * first time one interval after the unit became ready. A probe fails when the check throws, says no, or takes longer than
 * the time-out: then its thread is interrupted. One that goes on nevertheless is counted once more in each interval.
 *
 * <p>After as many failures in a row as given the unit is {@link UnitState#FAILED}. When it leaves
 * {@link UnitState#READY} a check that runs is interrupted, but not waited for: it may still be running when
 * {@link Unit#stop} is called, and the next run of the unit isn't watched before it has returned.
 *
 * @param interval from the end of one probe to the begin of the next, more than zero
 * @param timeout how long one may take, more than zero
 * @param failures how many in a row make the unit fail, 1 or more
 * @param check whether the unit is well; a {@link FatalUnitException} is a failure as any other
 */
public record HealthProbe(Duration interval, Duration timeout, int failures, Condition.Check check) {
    /** Rejects times and numbers that make no sense. */
    public HealthProbe {
        if (!interval.isPositive() || !timeout.isPositive() || failures < 1) {
            throw new IllegalArgumentException(
                    "a health probe each %s for at most %s that may fail %d times makes no sense"
                            .formatted(Lines.seconds(interval), Lines.seconds(timeout), failures));
        }
    }

    /** Returns a probe that succeeds while a condition holds; what is missing is the reason. The condition's own interval isn't used. */
    public static HealthProbe of(Condition condition, Duration interval, Duration timeout, int failures) {
        return new HealthProbe(interval, timeout, failures, () -> {
            Optional<String> missing = condition.missing();
            if (missing.isPresent()) {
                throw new UnhealthyException(missing.get());
            }
            return true;
        });
    }
}
