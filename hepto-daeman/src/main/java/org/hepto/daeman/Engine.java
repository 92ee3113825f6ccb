package org.hepto.daeman;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.hepto.daeman.UnitStopException.StopFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a running graph, and what follows from news. Nothing here blocks, and there is no thread of its own:
 * every method is called with the lock of {@link Daeman} held, by whoever brings the news.
 */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** What the engine has others do; nothing of it blocks. */
    interface Surroundings {
        /** Calls the unit's start, and later {@link Engine#startReturned}. */
        void callStart(Run run);

        /** Calls the unit's stop, and later {@link Engine#stopReturned}. */
        void callStop(Run run);

        /** Runs the news after the delay, with the lock held. */
        Time.Timer later(Duration delay, Runnable news);

        /** A context for one more start of the unit. */
        Run newRun(Slot slot);

        /** Something has happened. */
        void tell(UnitTransition transition);
    }

    private final Surroundings surroundings;
    private final Slots slots;
    private final List<StopFailure> stopFailures = new ArrayList<>();
    private boolean started;
    private boolean ending;
    private @Nullable FatalUnitException fatal;

    Engine(UnitGraph graph, Time time, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.slots = new Slots(graph, time);
    }

    /** Makes all transitions that are due; called after each piece of news. */
    void advance() {
        List<Planner.Step> steps = due();
        while (!steps.isEmpty()) {
            steps.forEach(this::apply);
            steps = due();
        }
    }

    private List<Planner.Step> due() {
        return started || ending ? slots.due(ending) : List.of();
    }

    private void apply(Planner.Step step) {
        Slot slot = slots.get(step.unit());
        switch (step.to()) {
            case STARTING -> begin(slot);
            case STOPPING -> leave(slot);
            default -> {
                slot.timer(null);
                move(slot, step.to(), null);
            }
        }
    }

    private void begin(Slot slot) {
        Run run = surroundings.newRun(slot);
        slot.run = run;
        slot.busy = true;
        slot.starts++;
        move(slot, UnitState.STARTING, null);
        surroundings.callStart(run);
    }

    private void leave(Slot slot) {
        Run run = slot.currentRun();
        slot.unwanted = false;
        move(slot, UnitState.STOPPING, null);
        slot.timer(surroundings.later(slot.unit.stopTimeout(), () -> stopOverdue(run)));
        if (slot.busy) {
            run.interrupt();
        } else {
            callStop(run);
        }
    }

    private void callStop(Run run) {
        Slot slot = run.slot();
        if (run.entered && !run.stopped) {
            run.stopped = true;
            slot.busy = true;
            surroundings.callStop(run);
        } else if (slot.is(UnitState.STOPPING)) {
            down(slot);
        }
    }

    private void down(Slot slot) {
        UnitState next = ending ? UnitState.STOPPED : slot.hasFailed ? UnitState.BACKOFF : UnitState.WAITING;
        slot.hasFailed = false;
        slot.timer(null);
        move(slot, next, null);
        if (next == UnitState.BACKOFF) {
            Run run = slot.currentRun();
            slot.timer(surroundings.later(slot.unit.backoff().delay(slot.failuresInRow), () -> backoffOver(run)));
        }
    }

    // --- news

    /** The graph is to run. */
    void start() {
        if (started || ending) {
            throw new IllegalStateException("a graph is started once: make a new one");
        }
        started = true;
        slots.stamp();
    }

    /** The graph is to stop for good. */
    void end() {
        ending = true;
    }

    /** One unit is to be started again, without waiting for a delay. */
    void restart(String name) {
        Slot slot = slots.get(name);
        slot.failuresInRow = 0;
        if (slot.is(UnitState.BACKOFF)) {
            slot.timer(null);
            move(slot, UnitState.WAITING, null);
        } else {
            slot.unwanted = slot.is(UnitState.STARTING, UnitState.READY);
        }
    }

    /** A call of start begins on this thread; false if the start was given up before. */
    boolean startBegins(Run run) {
        run.entered = run.slot().is(UnitState.STARTING);
        run.hold(Thread.currentThread());
        return run.entered;
    }

    /** A call of start has returned with a value; how much CPU it took may be unknown. */
    void startReturned(Run run, Object value, @Nullable Duration cpu) {
        Slot slot = callEnded(run);
        if (slot.is(UnitState.STARTING)) {
            slot.ready(value, cpu);
            move(slot, UnitState.READY, null);
        } else {
            clean(run);
        }
    }

    /** A call of start has thrown. */
    void startThrew(Run run, Throwable failure) {
        if (callEnded(run).is(UnitState.STARTING)) {
            failed(run, failure);
        } else {
            clean(run);
        }
    }

    /** A start was given up before it was called. */
    void startSkipped(Run run) {
        callEnded(run);
        clean(run);
    }

    /** Stops what a start that was given up has left, even when that comes late; a failed unit has its turn later. */
    private void clean(Run run) {
        if (!run.slot().is(UnitState.FAILED)) {
            callStop(run);
        }
    }

    /** A call of stop begins on this thread. */
    Unit<?> stopBegins(Run run) {
        run.hold(Thread.currentThread());
        return run.slot().unit;
    }

    /** A call of stop has returned. */
    void stopReturned(Run run) {
        Slot slot = callEnded(run);
        if (slot.is(UnitState.STOPPING)) {
            down(slot);
        }
    }

    /** A call of stop has thrown; after it was overdue that is no news. */
    void stopThrew(Run run, Throwable failure) {
        Slot slot = callEnded(run);
        if (slot.is(UnitState.STOPPING)) {
            stopFailed(slot, failure);
            down(slot);
        }
    }

    /** A unit has failed, in its start or later. */
    void failed(Run run, Throwable failure) {
        Slot slot = run.slot();
        if (slot.run != run || !slot.is(UnitState.STARTING, UnitState.READY)) {
            return;
        }
        LOG.debug("unit {} has failed", slot.name(), failure);
        if (slot.is(UnitState.READY)
                && slot.inState().compareTo(slot.unit.backoff().resetAfter()) >= 0) {
            slot.failuresInRow = 0;
        }
        slot.failuresInRow++;
        slot.hasFailed = true;
        slot.lastError = Lines.of(failure);
        move(slot, UnitState.FAILED, slot.lastError);
        run.interrupt();
        if (failure instanceof FatalUnitException && fatal == null) {
            fatal = new FatalUnitException(slot.name() + ": " + slot.lastError, failure);
            ending = true;
        }
    }

    private void stopOverdue(Run run) {
        Slot slot = run.slot();
        if (slot.run == run && slot.is(UnitState.STOPPING)) {
            String text = "did not stop within " + Lines.seconds(slot.unit.stopTimeout());
            stopFailed(slot, new TimeoutException(text));
            run.interruptAgain();
            down(slot);
        }
    }

    private void backoffOver(Run run) {
        Slot slot = run.slot();
        if (slot.run == run && slot.is(UnitState.BACKOFF)) {
            move(slot, UnitState.WAITING, null);
        }
    }

    private Slot callEnded(Run run) {
        run.slot().busy = false;
        run.release();
        return run.slot();
    }

    private void stopFailed(Slot slot, Throwable failure) {
        slot.lastError = Lines.of(failure);
        LOG.warn("{}: {}", slot.name(), slot.lastError, failure);
        if (ending) {
            stopFailures.add(new StopFailure(slot.name(), failure));
        }
    }

    // --- answers

    boolean isReady() {
        return slots.allAre(UnitState.READY);
    }

    boolean isStopped() {
        return slots.allAre(UnitState.STOPPED);
    }

    boolean isEnding() {
        return ending;
    }

    @Nullable
    FatalUnitException fatal() {
        return fatal;
    }

    List<StopFailure> stopFailures() {
        return List.copyOf(stopFailures);
    }

    Optional<Slot> find(String name) {
        return slots.find(name);
    }

    GraphStatus status() {
        return slots.status(fatal);
    }

    private void move(Slot slot, UnitState to, @Nullable String reason) {
        surroundings.tell(slot.move(to, reason));
    }
}
