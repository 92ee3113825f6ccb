package org.hepto.sml;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps what anybody can bring about from being said too often: once in an interval about each subject, and in an interval
 * about so many subjects; what is beyond that is not said. Times in milliseconds of any clock. For one thread.
 */
final class Seldom<T> {

    private final int capacity;
    private final long interval;
    private final Map<T, Long> said = new HashMap<>();

    Seldom(int capacity, long interval) {
        this.capacity = capacity;
        this.interval = interval;
    }

    /** Tells whether something was said about a subject within the interval. */
    boolean said(T subject, long now) {
        // a clock that was put back must not keep it silent
        said.values().removeIf(time -> now - time >= interval || now < time);
        return said.containsKey(subject);
    }

    /** Tells whether something may be said about a subject now. */
    boolean may(T subject, long now) {
        return !said(subject, now) && said.size() < capacity;
    }

    /** Tells the same, and takes note that it is said. */
    boolean take(T subject, long now) {
        boolean may = may(subject, now);
        if (may) {
            said.put(subject, now);
        }
        return may;
    }
}
