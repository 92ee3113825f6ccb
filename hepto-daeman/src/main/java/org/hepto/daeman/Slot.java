package org.hepto.daeman;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a unit stands. */
final class Slot {
    /** What of the unit's code is running. */
    enum Call {
        START,
        CHANGED,
        STOP
    }

    private final UnitSettings settings;
    private final UnitTimers timers;
    private final UnitValues values;
    private UnitState state = UnitState.WAITING;
    private Now since;
    private int run;
    private @Nullable Call call;
    private StopReason leaves = StopReason.GOING_DOWN;
    private StartFigures figures = StartFigures.NONE;
    Watch watch = Watch.NONE;

    @Nullable
    String lastError;

    /** Whether the call in flight was interrupted. */
    boolean interrupted;

    /** Whether a start was entered that no stop has followed. */
    boolean entered;

    /** Whether it was asked to go down once, to be started again. */
    boolean unwanted;

    /** Whether it goes down because it has failed. */
    boolean hasFailed;

    int failuresInRow;

    Slot(UnitSettings settings, Now now) {
        this.settings = settings;
        this.timers = new UnitTimers(settings.name());
        this.values = new UnitValues();
        this.since = now;
    }

    /** Makes a copy that goes its own way. */
    Slot(Slot other) {
        settings = other.settings;
        timers = new UnitTimers(other.timers);
        values = new UnitValues(other.values);
        state = other.state;
        since = other.since;
        run = other.run;
        call = other.call;
        leaves = other.leaves;
        figures = other.figures;
        watch = other.watch;
        lastError = other.lastError;
        interrupted = other.interrupted;
        entered = other.entered;
        unwanted = other.unwanted;
        hasFailed = other.hasFailed;
        failuresInRow = other.failuresInRow;
    }

    String name() {
        return settings.name();
    }

    UnitSettings settings() {
        return settings;
    }

    UnitTimers timers() {
        return timers;
    }

    UnitValues values() {
        return values;
    }

    UnitState state() {
        return state;
    }

    boolean is(UnitState... states) {
        return List.of(states).contains(state);
    }

    /** The number of the newest start, also when that is over. */
    int run() {
        return run;
    }

    /** Whether that is its present run, which has not failed and is not being stopped. */
    boolean isAlive(int number) {
        return run == number && is(UnitState.STARTING, UnitState.READY);
    }

    Situation situation() {
        return new Situation(state, isBusy(), values.newest().isPresent(), unwanted);
    }

    Duration inState(Now now) {
        return now.since(since);
    }

    /** Keeps the value of a start that has returned, and the CPU time that it took, if known. */
    void started(Object value, Optional<Duration> cpu) {
        values.started(value);
        figures = figures.cpu(cpu);
    }

    /** Keeps a new value of a unit that is starting or ready. */
    void publish(Object value) {
        if (state == UnitState.READY) {
            values.publish(value);
        } else {
            values.publishEarly(value);
        }
    }

    /** Counts the time in the present state from now. */
    void stamp(Now now) {
        since = now;
    }

    /** Goes to another state, if the table allows it. */
    UnitTransition move(UnitState to, @Nullable String reason, Now now) {
        UnitState.validate(name(), state, to);
        UnitState from = state;
        Duration spent = inState(now);
        figures = switch (to) {
            case STARTING -> figures.waited(spent);
            case READY -> figures.took(spent);
            default -> figures;
        };
        state = to;
        since = now;
        return new UnitTransition(name(), from, to, now.wall(), spent, Optional.ofNullable(reason));
    }

    /** Keeps why it goes down, as long as the graph does not. */
    void leave() {
        leaves = hasFailed ? StopReason.FAILURE : unwanted ? StopReason.CHANGE : StopReason.DEPENDENCY;
        unwanted = false;
    }

    StopReason leaves() {
        return leaves;
    }

    boolean isBusy() {
        return call != null;
    }

    Optional<Call> call() {
        return Optional.ofNullable(call);
    }

    /** Begins a call; a start begins a run. Returns the number of the run. */
    int begin(Call next) {
        call = next;
        interrupted = false;
        if (next == Call.START) {
            run++;
            values.starting();
        }
        return run;
    }

    void callEnded() {
        call = null;
    }

    /** Describes the unit as the engine knows it. */
    UnitStatus status(Now now, List<String> blockers) {
        boolean blocked = state == UnitState.WAITING && isBusy();
        return new UnitStatus(
                name(),
                state,
                since.wall(),
                inState(now),
                blocked ? List.of("the end of its last run") : blockers,
                Optional.empty(),
                Math.max(0, run - 1),
                Optional.ofNullable(lastError),
                figures.waited(),
                figures.took(),
                figures.cpu(),
                watch.lastFailure().filter(line -> state == UnitState.READY));
    }
}
