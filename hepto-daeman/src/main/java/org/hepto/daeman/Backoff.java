package org.hepto.daeman;

import java.time.Duration;

/**
 * Says how long to wait between a failure and the next start: {@code first}, doubled with each failure up to {@code most}.
 *
 * @param first delay after the first failure
 * @param most longest delay
 * @param resetAfter how long a unit must have been ready for earlier failures to be forgotten
 */
public record Backoff(Duration first, Duration most, Duration resetAfter) {
    /** 1 s doubling to 30 s, forgotten after 60 s. */
    public static final Backoff STANDARD =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** Rejects delays that are negative or in the wrong order. */
    public Backoff {
        if (first.isNegative() || most.compareTo(first) < 0 || resetAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "backoff from %s to %s, reset after %s makes no sense".formatted(first, most, resetAfter));
        }
    }

    /** Returns the same with another first delay. */
    public Backoff first(Duration delay) {
        return new Backoff(delay, most, resetAfter);
    }

    /** Returns the same with another longest delay. */
    public Backoff most(Duration delay) {
        return new Backoff(first, delay, resetAfter);
    }

    /** Returns the same, forgetting failures after another time of being ready. */
    public Backoff resetAfter(Duration ready) {
        return new Backoff(first, most, ready);
    }

    /**
     * Returns the delay after that many failures in a row.
     *
     * @param failures 1 or more
     */
    public Duration delay(int failures) {
        Duration delay = first;
        for (int i = 1; i < failures && delay.compareTo(most) < 0 && !delay.isZero(); i++) {
            delay = delay.compareTo(most.dividedBy(2)) > 0 ? most : delay.multipliedBy(2);
        }
        return delay;
    }
}
