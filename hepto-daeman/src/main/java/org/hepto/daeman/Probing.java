package org.hepto.daeman;

import java.util.Optional;
import org.hepto.daeman.UnitTimer.Purpose;

/** How a unit that is ready is watched: one timer is set all the time, for the next probe or for the end of the present. */
final class Probing {
    private Probing() {}

    /** Begins to watch a unit that has become ready, and ends with one that no longer is. */
    static void adjust(Turn turn, Slot slot) {
        Optional<HealthProbe> health = slot.settings().health();
        boolean watched = slot.timers().isSet(Purpose.PROBE) || slot.timers().isSet(Purpose.PROBE_LIMIT);
        if (health.isEmpty() || watched == slot.is(UnitState.READY)) {
            return;
        }
        if (watched) {
            turn.cancel(slot, Purpose.PROBE);
            turn.cancel(slot, Purpose.PROBE_LIMIT);
            giveUp(turn, slot);
        } else {
            slot.watch = slot.watch.fresh();
            turn.schedule(slot, Purpose.PROBE, health.get().interval());
        }
    }

    /** The next probe is due. */
    static void due(Turn turn, Slot slot) {
        HealthProbe health = slot.settings().health().orElseThrow();
        if (!slot.watch.isProbing()) {
            slot.watch = slot.watch.begun(slot.run());
            turn.schedule(slot, Purpose.PROBE_LIMIT, health.timeout());
            turn.add(new UnitEffect.RunProbe(slot.name()));
        } else if (slot.watch.probing() == slot.run()) {
            failed(turn, slot, new UnhealthyException("the last one has not ended since"));
        } else {
            turn.schedule(slot, Purpose.PROBE, health.interval());
        }
    }

    /** The present probe has taken too long. */
    static void overdue(Turn turn, Slot slot) {
        HealthProbe health = slot.settings().health().orElseThrow();
        giveUp(turn, slot);
        failed(turn, slot, new UnhealthyException("no answer within " + Lines.seconds(health.timeout())));
    }

    /** The present probe has ended, or one that was given up. */
    static void ended(Turn turn, Slot slot, Optional<Throwable> failure) {
        boolean late = slot.watch.settled();
        slot.watch = slot.watch.ended();
        if (late) {
            return;
        }
        turn.cancel(slot, Purpose.PROBE_LIMIT);
        if (failure.isPresent()) {
            failed(turn, slot, failure.get());
        } else {
            slot.watch = slot.watch.succeeded();
            next(turn, slot);
        }
    }

    private static void failed(Turn turn, Slot slot, Throwable failure) {
        slot.watch = slot.watch.failed(Lines.of(failure));
        int failures = slot.watch.failures();
        if (failures >= slot.settings().health().orElseThrow().failures()) {
            String text =
                    "%d health probe%s failed: %s".formatted(failures, failures == 1 ? "" : "s", Lines.of(failure));
            Lifecycle.fail(turn, slot, new UnhealthyException(text, failure));
        } else {
            next(turn, slot);
        }
    }

    private static void next(Turn turn, Slot slot) {
        turn.schedule(
                slot, Purpose.PROBE, slot.settings().health().orElseThrow().interval());
    }

    private static void giveUp(Turn turn, Slot slot) {
        if (slot.watch.isProbing() && !slot.watch.settled()) {
            slot.watch = slot.watch.settle();
            turn.add(new UnitEffect.InterruptProbe(slot.name()));
        }
    }
}
