package org.hepto.daeman;

import org.jspecify.annotations.Nullable;

/** A call of a unit's code on a thread of its own, from when it was asked for. Guarded by the lock of the runner. */
final class UnitCall {
    private final boolean skippable;
    private boolean interrupted;
    private @Nullable Thread worker;

    /** @param skippable whether an interrupt that comes before the call has begun takes its place */
    UnitCall(boolean skippable) {
        this.skippable = skippable;
    }

    /** Begins on the calling thread; false if the unit's code isn't to be entered. */
    boolean begin() {
        worker = Thread.currentThread();
        if (interrupted && !skippable) {
            worker.interrupt();
        }
        return !interrupted || !skippable;
    }

    /** Whether the calling thread is the one of this call. */
    boolean isHere() {
        return worker == Thread.currentThread();
    }

    /** Interrupts the call now, or as soon as it begins. */
    void interrupt() {
        interrupted = true;
        if (worker != null) {
            worker.interrupt();
        }
    }

    /** Ends on the thread of the call: an interrupt that came too late is dropped. */
    void end() {
        worker = null;
        boolean _ = Thread.interrupted();
    }
}
