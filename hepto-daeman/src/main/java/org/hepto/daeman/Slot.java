package org.hepto.daeman;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<String, Object> seen = new HashMap<>();
    private UnitState state = UnitState.WAITING;
    private Now since;
    private int run;
    private @Nullable Call call;
    private @Nullable Object value;
    private @Nullable Object early;
    private @Nullable Duration waited;
    private @Nullable Duration startTook;
    private @Nullable Duration startCpu;

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
    private StopReason leaves = StopReason.GOING_DOWN;

    Slot(UnitSettings settings, Now now) {
        this.settings = settings;
        this.timers = new UnitTimers(settings.name());
        this.since = now;
    }

    /** Makes a copy that goes its own way. */
    Slot(Slot other) {
        settings = other.settings;
        timers = new UnitTimers(other.timers);
        seen.putAll(other.seen);
        state = other.state;
        since = other.since;
        run = other.run;
        call = other.call;
        value = other.value;
        early = other.early;
        waited = other.waited;
        startTook = other.startTook;
        startCpu = other.startCpu;
        lastError = other.lastError;
        interrupted = other.interrupted;
        entered = other.entered;
        unwanted = other.unwanted;
        hasFailed = other.hasFailed;
        failuresInRow = other.failuresInRow;
        leaves = other.leaves;
    }

    String name() {
        return settings.name();
    }

    UnitSettings settings() {
        return settings;
    }

    UnitState state() {
        return state;
    }

    boolean is(UnitState... states) {
        return List.of(states).contains(state);
    }

    /** Whether that is its present run, which has not failed and is not being stopped. */
    boolean isAlive(int number) {
        return run == number && is(UnitState.STARTING, UnitState.READY);
    }

    Situation situation() {
        return new Situation(state, isBusy(), value != null, unwanted);
    }

    Duration inState(Now now) {
        return now.since(since);
    }

    /** The newest value; stays when the unit fails, for those that still use it. */
    Optional<Object> value() {
        return Optional.ofNullable(value);
    }

    UnitTimers timers() {
        return timers;
    }

    /**
     * Keeps the value of a start that has returned, unless a newer one was published meanwhile, and the CPU time that
     * it took, if known.
     */
    void ready(Object newest, @Nullable Duration cpu) {
        value = early == null ? newest : early;
        startCpu = cpu;
    }

    /** Keeps a new value of a unit that is ready, or of one that is starting until that is ready. */
    void publish(Object newest) {
        if (state == UnitState.READY) {
            value = newest;
        } else {
            early = newest;
        }
    }

    /** The value of a followed unit that it has seen last. */
    Optional<Object> seen(String followed) {
        return Optional.ofNullable(seen.get(followed));
    }

    void saw(String followed, Object newest) {
        seen.put(followed, newest);
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
        switch (to) {
            case STARTING -> waited = spent;
            case READY -> startTook = spent;
            default -> {}
        }
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
            early = null;
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
                Optional.ofNullable(waited),
                Optional.ofNullable(startTook),
                Optional.ofNullable(startCpu));
    }
}
