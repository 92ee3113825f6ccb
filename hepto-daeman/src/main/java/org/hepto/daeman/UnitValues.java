package org.hepto.daeman;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The value that a unit gives to others, and those that it has seen of the units that it follows. */
final class UnitValues {
    private final Map<String, Object> seen = new HashMap<>();
    private @Nullable Object newest;
    private @Nullable Object early;

    UnitValues() {}

    /** Makes a copy that goes its own way. */
    UnitValues(UnitValues other) {
        seen.putAll(other.seen);
        newest = other.newest;
        early = other.early;
    }

    /** The newest value; stays when the unit fails, for those that still use it. */
    Optional<Object> newest() {
        return Optional.ofNullable(newest);
    }

    /** A start is called: what an earlier one has published before it was ready is forgotten. */
    void starting() {
        early = null;
    }

    /** Keeps a value that was published before the unit is ready. */
    void publishEarly(Object value) {
        early = value;
    }

    /** Keeps the value of a start that has returned, unless a newer one was published meanwhile. */
    void started(Object value) {
        newest = early == null ? value : early;
    }

    void publish(Object value) {
        newest = value;
    }

    /** The value of a followed unit that was seen last. */
    Optional<Object> seen(String followed) {
        return Optional.ofNullable(seen.get(followed));
    }

    void saw(String followed, Object value) {
        seen.put(followed, value);
    }
}
