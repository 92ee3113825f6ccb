package org.hepto.daeman;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.hepto.daeman.UnitTimer.Purpose;

/** How one unit goes through its states: {@link UnitState} has the picture. */
final class Lifecycle {
    private Lifecycle() {}

    static void begin(Turn turn, Slot slot) {
        int run = slot.begin(Slot.Call.START);
        turn.move(slot, UnitState.STARTING, null);
        turn.add(new UnitEffect.CallStart(slot.name(), run));
    }

    static void leave(Turn turn, Slot slot) {
        slot.leave();
        turn.move(slot, UnitState.STOPPING, null);
        turn.schedule(slot, Purpose.STOP, slot.settings().stopTimeout());
        if (slot.isBusy()) {
            turn.interrupt(slot);
        } else {
            callStop(turn, slot);
        }
    }

    static void startReturned(Turn turn, Slot slot, Object value, Optional<Duration> cpu) {
        slot.callEnded();
        slot.entered = true;
        if (slot.is(UnitState.STARTING)) {
            slot.started(value, cpu);
            turn.move(slot, UnitState.READY, null);
        } else {
            clean(turn, slot);
        }
    }

    static void startThrew(Turn turn, Slot slot, Throwable failure) {
        slot.callEnded();
        slot.entered = true;
        if (slot.is(UnitState.STARTING)) {
            fail(turn, slot, failure);
        } else {
            clean(turn, slot);
        }
    }

    static void startSkipped(Turn turn, Slot slot) {
        slot.callEnded();
        clean(turn, slot);
    }

    static void changedReturned(Turn turn, Slot slot) {
        slot.callEnded();
        if (!slot.is(UnitState.READY)) {
            clean(turn, slot);
        }
    }

    static void changedThrew(Turn turn, Slot slot, Throwable failure) {
        slot.callEnded();
        if (slot.is(UnitState.READY)) {
            fail(turn, slot, failure);
        } else {
            clean(turn, slot);
        }
    }

    static void stopReturned(Turn turn, Slot slot) {
        slot.callEnded();
        if (slot.is(UnitState.STOPPING)) {
            down(turn, slot);
        }
    }

    /** Once it was overdue, the failure of a stop is no news. */
    static void stopThrew(Turn turn, Slot slot, Throwable failure) {
        slot.callEnded();
        if (slot.is(UnitState.STOPPING)) {
            stopFailed(turn, slot, failure);
            down(turn, slot);
        }
    }

    static void stopOverdue(Turn turn, Slot slot) {
        String text = "did not stop within " + Lines.seconds(slot.settings().stopTimeout());
        stopFailed(turn, slot, new TimeoutException(text));
        slot.interrupted = false;
        turn.interrupt(slot);
        down(turn, slot);
    }

    /** Takes a unit that is starting or ready to FAILED. */
    static void fail(Turn turn, Slot slot, Throwable failure) {
        Backoff backoff = slot.settings().backoff();
        if (slot.is(UnitState.READY) && slot.inState(turn.now()).compareTo(backoff.resetAfter()) >= 0) {
            slot.failuresInRow = 0;
        }
        slot.failuresInRow++;
        slot.hasFailed = true;
        slot.lastError = Lines.of(failure);
        turn.add(new UnitEffect.LogFailure(slot.name(), failure));
        turn.move(slot, UnitState.FAILED, slot.lastError);
        turn.interrupt(slot);
        if (failure instanceof FatalUnitException) {
            turn.course().end(new FatalUnitException(slot.name() + ": " + slot.lastError, failure));
        }
    }

    /** Has the unit started again; one that waits for the end of a delay waits no longer. */
    static void restart(Turn turn, Slot slot) {
        slot.failuresInRow = 0;
        if (slot.is(UnitState.BACKOFF)) {
            backoffOver(turn, slot);
        } else {
            slot.unwanted = slot.is(UnitState.STARTING, UnitState.READY);
        }
    }

    static void backoffOver(Turn turn, Slot slot) {
        settle(turn, slot, UnitState.WAITING);
    }

    /** Takes a unit that is down to where it waits, or ends. */
    static void settle(Turn turn, Slot slot, UnitState to) {
        turn.cancel(slot, Purpose.BACKOFF);
        turn.move(slot, to, null);
    }

    /** Stops what a call that was given up has left, even when that comes late; a failed unit has its turn later. */
    private static void clean(Turn turn, Slot slot) {
        if (!slot.is(UnitState.FAILED)) {
            callStop(turn, slot);
        }
    }

    private static void callStop(Turn turn, Slot slot) {
        if (slot.entered) {
            slot.entered = false;
            slot.begin(Slot.Call.STOP);
            turn.add(new UnitEffect.CallStop(slot.name(), reason(turn, slot)));
        } else if (slot.is(UnitState.STOPPING)) {
            down(turn, slot);
        }
    }

    private static StopReason reason(Turn turn, Slot slot) {
        return turn.course().isEnding() ? StopReason.GOING_DOWN : slot.leaves();
    }

    private static void down(Turn turn, Slot slot) {
        UnitState next =
                turn.course().isEnding() ? UnitState.STOPPED : slot.hasFailed ? UnitState.BACKOFF : UnitState.WAITING;
        slot.hasFailed = false;
        turn.cancel(slot, Purpose.STOP);
        turn.move(slot, next, null);
        if (next == UnitState.BACKOFF) {
            turn.schedule(slot, Purpose.BACKOFF, slot.settings().backoff().delay(slot.failuresInRow));
        }
    }

    private static void stopFailed(Turn turn, Slot slot, Throwable failure) {
        slot.lastError = Lines.of(failure);
        turn.add(new UnitEffect.LogStopFailure(slot.name(), failure));
        turn.course().stopFailed(slot.name(), failure);
    }
}
