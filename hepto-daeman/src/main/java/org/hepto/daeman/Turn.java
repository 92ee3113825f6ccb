package org.hepto.daeman;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hepto.daeman.UnitTimer.Purpose;
import org.jspecify.annotations.Nullable;

/** The handling of one event: when it is, and the effects so far, in order. */
final class Turn {
    private final Now now;
    private final Course course;
    private final List<UnitEffect> effects = new ArrayList<>();

    Turn(Now now, Course course) {
        this.now = now;
        this.course = course;
    }

    Now now() {
        return now;
    }

    Course course() {
        return course;
    }

    List<UnitEffect> effects() {
        return List.copyOf(effects);
    }

    void add(UnitEffect effect) {
        effects.add(effect);
    }

    /** Takes a unit to another state, if the table allows it. */
    void move(Slot slot, UnitState to, @Nullable String reason) {
        add(new UnitEffect.Tell(slot.move(to, reason, now)));
    }

    /** Interrupts the call in flight, once, to let it clean up in peace. */
    void interrupt(Slot slot) {
        if (slot.isBusy() && !slot.interrupted) {
            slot.interrupted = true;
            add(new UnitEffect.InterruptCall(slot.name()));
        }
    }

    /** Sets a timer in place of the one of the same purpose. */
    void schedule(Slot slot, Purpose purpose, Duration delay) {
        cancel(slot, purpose);
        add(new UnitEffect.Schedule(slot.timers().set(purpose), delay));
    }

    /** Cancels the timer of that purpose, if it is set. */
    void cancel(Slot slot, Purpose purpose) {
        slot.timers().drop(purpose).ifPresent(timer -> add(new UnitEffect.Cancel(timer)));
    }
}
