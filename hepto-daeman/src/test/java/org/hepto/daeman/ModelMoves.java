package org.hepto.daeman;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hepto.daeman.UnitTimer.Purpose;

/** What may happen next in a world. */
final class ModelMoves {
    private static final List<Integer> VALUES = List.of(0, 1);

    /** What else than success may happen. */
    enum Trouble {
        FAIL,
        OVERDUE,
        RESTART,
        PUBLISH,
        END
    }

    private final Throwable failure = new IOException("trouble");
    private final ModelWorld world;
    private final Set<Trouble> troubles;
    private final List<UnitEvent> moves = new ArrayList<>();

    private ModelMoves(ModelWorld world, Set<Trouble> troubles) {
        this.world = world;
        this.troubles = troubles;
    }

    /** All that may happen next. */
    static List<UnitEvent> all(ModelWorld world, Set<Trouble> troubles) {
        ModelMoves next = new ModelMoves(world, troubles);
        world.graph.names().forEach(next::unit);
        world.timers.forEach(next::timer);
        next.add(Trouble.END, !world.ending, new UnitEvent.StopAsked());
        return next.moves;
    }

    /** What happens next if all goes well. */
    static UnitEvent success(ModelWorld world) {
        ModelMoves next = new ModelMoves(world, EnumSet.noneOf(Trouble.class));
        world.calls.keySet().forEach(next::call);
        world.probes.forEach(unit -> next.moves.add(new UnitEvent.ProbeEnded(unit, Optional.empty())));
        if (next.moves.isEmpty()) {
            world.timers.stream()
                    .filter(timer -> timer.purpose() == Purpose.BACKOFF)
                    .forEach(next::timer);
        }
        return next.moves.getFirst();
    }

    private void unit(String unit) {
        call(unit);
        Slot slot = world.engine.slot(unit);
        boolean alive = slot.isAlive(slot.run());
        boolean ready = slot.is(UnitState.READY);
        add(Trouble.FAIL, alive, new UnitEvent.Failed(unit, slot.run(), failure));
        add(Trouble.RESTART, alive, new UnitEvent.ChangeAsked(unit, slot.run()));
        add(Trouble.RESTART, ready || slot.is(UnitState.BACKOFF), new UnitEvent.RestartAsked(unit));
        VALUES.forEach(value -> add(Trouble.PUBLISH, alive, new UnitEvent.Published(unit, slot.run(), value)));
        if (world.probes.contains(unit)) {
            moves.add(new UnitEvent.ProbeEnded(unit, Optional.empty()));
            add(Trouble.FAIL, true, new UnitEvent.ProbeEnded(unit, Optional.of(failure)));
        }
    }

    private void call(String unit) {
        switch (world.calls.get(unit)) {
            case START -> {
                boolean skipped = world.interrupted.contains(unit) && !world.entered.contains(unit);
                moves.add(new UnitEvent.StartReturned(unit, 0, Optional.empty()));
                add(Trouble.PUBLISH, true, new UnitEvent.StartReturned(unit, 1, Optional.empty()));
                add(Trouble.FAIL, true, new UnitEvent.StartThrew(unit, failure));
                add(Trouble.END, skipped, new UnitEvent.StartSkipped(unit));
                reads(unit);
            }
            case CHANGED -> {
                moves.add(new UnitEvent.ChangedReturned(unit));
                add(Trouble.FAIL, true, new UnitEvent.ChangedThrew(unit, failure));
                reads(unit);
            }
            case STOP -> {
                moves.add(new UnitEvent.StopReturned(unit));
                add(Trouble.FAIL, true, new UnitEvent.StopThrew(unit, failure));
            }
            case null -> {}
        }
    }

    private void reads(String unit) {
        int run = world.engine.slot(unit).run();
        world.followed(unit).forEach(on -> add(Trouble.PUBLISH, true, new UnitEvent.ValueRead(unit, run, on)));
    }

    private void timer(UnitTimer timer) {
        boolean trouble = timer.purpose() == Purpose.STOP || timer.purpose() == Purpose.PROBE_LIMIT;
        if (!trouble || troubles.contains(Trouble.OVERDUE)) {
            moves.add(new UnitEvent.TimerFired(timer));
        }
    }

    private void add(Trouble trouble, boolean possible, UnitEvent move) {
        if (possible && troubles.contains(trouble)) {
            moves.add(move);
        }
    }
}
