package org.hepto.daeman;

import java.time.Duration;

/** What the engine has the world do. At most one call of a unit is in flight at any time. */
sealed interface UnitEffect {
    /** Call the unit's start with a new context, for the run of that number. */
    record CallStart(String unit, int run) implements UnitEffect {}

    /** Call the unit's stop. */
    record CallStop(String unit, StopReason reason) implements UnitEffect {}

    /** Call the unit's changed, with the context of its run. */
    record CallChanged(String unit, String followed) implements UnitEffect {}

    /** Interrupt the call of the unit that is in flight; skip one that has not been entered, unless it is a stop. */
    record InterruptCall(String unit) implements UnitEffect {}

    /** Run the unit's health probe. At most one of a unit is in flight at any time. */
    record RunProbe(String unit) implements UnitEffect {}

    /** Interrupt the unit's health probe that is in flight; skip one that has not been entered. */
    record InterruptProbe(String unit) implements UnitEffect {}

    /** Fire a timer after the delay. */
    record Schedule(UnitTimer timer, Duration delay) implements UnitEffect {}

    /** Do not fire a timer. */
    record Cancel(UnitTimer timer) implements UnitEffect {}

    /** Tell the listeners of a transition. */
    record Tell(UnitTransition transition) implements UnitEffect {}

    /** Log a unit's failure with its stack; {@link Tell} has its line already. */
    record LogFailure(String unit, Throwable failure) implements UnitEffect {}

    /** Log that a unit did not stop cleanly. */
    record LogStopFailure(String unit, Throwable failure) implements UnitEffect {}
}
