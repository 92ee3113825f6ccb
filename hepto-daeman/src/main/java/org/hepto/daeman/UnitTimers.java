package org.hepto.daeman;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.hepto.daeman.UnitTimer.Purpose;

/** The timers of one unit that are set. */
final class UnitTimers {
    private final String unit;
    private final Map<Purpose, UnitTimer> timers = new EnumMap<>(Purpose.class);
    private int count;

    UnitTimers(String unit) {
        this.unit = unit;
    }

    /** Makes a copy that goes its own way. */
    UnitTimers(UnitTimers other) {
        unit = other.unit;
        timers.putAll(other.timers);
        count = other.count;
    }

    /** Sets a timer that {@link #take} will know. */
    UnitTimer set(Purpose purpose) {
        UnitTimer timer = new UnitTimer(unit, purpose, ++count);
        timers.put(purpose, timer);
        return timer;
    }

    boolean isSet(Purpose purpose) {
        return timers.containsKey(purpose);
    }

    /** Drops the timer of that purpose. */
    Optional<UnitTimer> drop(Purpose purpose) {
        return Optional.ofNullable(timers.remove(purpose));
    }

    /** Drops a timer that has fired; false if it was replaced or cancelled before. */
    boolean take(UnitTimer timer) {
        return timers.remove(timer.purpose(), timer);
    }
}
