package org.hepto.daeman;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says that a unit has gone from one state to another.
 *
 * @param unit its name
 * @param from the state that it left
 * @param to the state that it is in now
 * @param at when, by the wall clock
 * @param spent how long it was in the state that it left
 * @param reason one line: what failed; empty if nothing did
 */
public record UnitTransition(
        String unit, UnitState from, UnitState to, Instant at, Duration spent, Optional<String> reason) {
    /** Returns one line: {@code "etcd: STARTING -> READY after 1.2 s"}. */
    @Override
    public String toString() {
        String line = "%s: %s -> %s after %s".formatted(unit, from, to, Lines.seconds(spent));
        return reason.map(text -> line + ": " + text).orElse(line);
    }
}
