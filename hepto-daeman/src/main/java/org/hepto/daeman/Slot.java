package org.hepto.daeman;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a unit stands. Guarded by the lock of the engine, except what never changes. */
final class Slot {
    final Unit<?> unit;
    private final Time time;

    private UnitState state = UnitState.WAITING;
    private Instant since;
    private long sinceNanos;
    private @Nullable Duration waited;
    private @Nullable Duration startTook;
    private @Nullable Duration startCpu;
    private Time.@Nullable Timer timer;
    private @Nullable Object value;

    /** The newest start, also when that is over. */
    @Nullable
    Run run;

    @Nullable
    String lastError;

    boolean busy;
    boolean unwanted;
    boolean hasFailed;
    int failuresInRow;
    int starts;

    Slot(Unit<?> unit, Time time) {
        this.unit = unit;
        this.time = time;
        this.since = time.instant();
        this.sinceNanos = time.nanoTime();
    }

    String name() {
        return unit.key().name();
    }

    UnitState state() {
        return state;
    }

    boolean is(UnitState... states) {
        return List.of(states).contains(state);
    }

    Situation situation() {
        return new Situation(state, busy, value != null, unwanted);
    }

    Duration inState() {
        return Duration.ofNanos(time.nanoTime() - sinceNanos);
    }

    /** The newest start, of a unit that was started. */
    Run currentRun() {
        return Objects.requireNonNull(run, "not started yet");
    }

    /** The newest value; stays when the unit fails, for those that still use it. */
    Optional<Object> value() {
        return Optional.ofNullable(value);
    }

    /** Keeps the value of a start that has returned, and the CPU time that it took, if known. */
    void ready(Object newest, @Nullable Duration cpu) {
        value = newest;
        startCpu = cpu;
    }

    /** Counts the time in the present state from now. */
    void stamp() {
        since = time.instant();
        sinceNanos = time.nanoTime();
    }

    /** Goes to another state, if the table allows it. */
    UnitTransition move(UnitState to, @Nullable String reason) {
        UnitState.validate(name(), state, to);
        UnitState from = state;
        Duration spent = inState();
        switch (to) {
            case STARTING -> waited = spent;
            case READY -> startTook = spent;
            default -> {}
        }
        state = to;
        stamp();
        return new UnitTransition(name(), from, to, since, spent, Optional.ofNullable(reason));
    }

    /** Sets the one timer of the unit, in place of the one before. */
    void timer(Time.@Nullable Timer next) {
        if (timer != null) {
            timer.cancel();
        }
        timer = next;
    }

    UnitStatus status(List<String> blockers) {
        return new UnitStatus(
                name(),
                state,
                since,
                inState(),
                waitsFor(blockers),
                Optional.ofNullable(run).filter(r -> state.isUp()).flatMap(Run::detail),
                Math.max(0, starts - 1),
                Optional.ofNullable(lastError),
                Optional.ofNullable(waited),
                Optional.ofNullable(startTook),
                Optional.ofNullable(startCpu));
    }

    private List<String> waitsFor(List<String> blockers) {
        if (state != UnitState.WAITING) {
            return run == null ? List.of() : run.waitingFor().stream().toList();
        }
        return busy ? List.of("the end of its last run") : blockers;
    }
}
