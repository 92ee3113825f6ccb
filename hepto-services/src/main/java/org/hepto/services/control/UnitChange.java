package org.hepto.services.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hepto.daeman.UnitState;
import org.hepto.daeman.UnitTransition;

/**
 * A unit has gone from one state to another.
 *
 * @param from name of the state that it left
 * @param to name of the state that it is in now
 * @param at when, by the wall clock
 * @param spent how long it was in the state that it left, whole milliseconds
 * @param reason one line: what failed; empty if nothing did
 */
public record UnitChange(String unit, String from, String to, Instant at, Duration spent, Optional<String> reason)
        implements WatchEvent {
    static UnitChange of(UnitTransition transition) {
        return new UnitChange(
                transition.unit(),
                transition.from().name(),
                transition.to().name(),
                transition.at(),
                transition.spent(),
                transition.reason().map(Texts::cut));
    }

    /** Tells whether the node may have become ready by it. */
    boolean isReady() {
        return to.equals(UnitState.READY.name());
    }
}
