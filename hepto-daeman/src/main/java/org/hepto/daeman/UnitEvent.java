package org.hepto.daeman;

import java.time.Duration;
import java.util.Optional;

/**
 * What the engine is told. Each start of a unit has a number, its run: what concerns a run that is over is ignored.
 */
sealed interface UnitEvent {
    /** The graph is to run. */
    record StartAsked() implements UnitEvent {}

    /** The graph is to stop for good. */
    record StopAsked() implements UnitEvent {}

    /** A unit is to be started again, without waiting for a delay. */
    record RestartAsked(String unit) implements UnitEvent {}

    /** A call of start has returned; how much CPU it took may be unknown. */
    record StartReturned(String unit, Object value, Optional<Duration> cpu) implements UnitEvent {}

    /** A call of start has thrown. */
    record StartThrew(String unit, Throwable failure) implements UnitEvent {}

    /** A start was interrupted before the unit's code was entered: there is nothing to stop. */
    record StartSkipped(String unit) implements UnitEvent {}

    /** A call of stop has returned. */
    record StopReturned(String unit) implements UnitEvent {}

    /** A call of stop has thrown. */
    record StopThrew(String unit, Throwable failure) implements UnitEvent {}

    /** A call of changed has returned, or was interrupted before the unit's code was entered. */
    record ChangedReturned(String unit) implements UnitEvent {}

    /** A call of changed has thrown. */
    record ChangedThrew(String unit, Throwable failure) implements UnitEvent {}

    /** A unit has a new value. */
    record Published(String unit, int run, Object value) implements UnitEvent {}

    /** A call of the unit has read the newest value of a unit that it follows. */
    record ValueRead(String unit, int run, String followed) implements UnitEvent {}

    /** A unit asks to be started again. */
    record ChangeAsked(String unit, int run) implements UnitEvent {}

    /** A unit reports that it has failed by itself. */
    record Failed(String unit, int run, Throwable failure) implements UnitEvent {}

    /** A health probe has ended, with a failure or without, or was interrupted before it was entered. */
    record ProbeEnded(String unit, Optional<Throwable> failure) implements UnitEvent {}

    /** A timer has fired; one that was cancelled meanwhile is ignored. */
    record TimerFired(UnitTimer timer) implements UnitEvent {}
}
