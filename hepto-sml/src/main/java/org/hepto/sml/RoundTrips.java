package org.hepto.sml;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long members take to answer, as a moving average: the newest answer counts a quarter, those before it the rest. An
 * answer that was slow by chance is soon forgotten, and fractions of the protocol's milliseconds show in the average.
 * Written by one thread, read by any.
 */
final class RoundTrips {

    private static final double WEIGHT = 0.25;
    private static final double NANOS = 1e6;

    private final Map<String, Double> millis = new ConcurrentHashMap<>();

    /** A member has answered. */
    void measured(String name, long took) {
        millis.merge(name, (double) took, (mean, newest) -> mean + WEIGHT * (newest - mean));
    }

    /** Returns the average of a member, if it has answered since it is there. From any thread. */
    Optional<Duration> of(String name) {
        return Optional.ofNullable(millis.get(name)).map(mean -> Duration.ofNanos(Math.round(mean * NANOS)));
    }

    /** Forgets a member that is gone. */
    void forget(String name) {
        millis.remove(name);
    }
}
