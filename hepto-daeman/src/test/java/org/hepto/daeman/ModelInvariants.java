package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.hepto.daeman.UnitTimer.Purpose;

/** What must hold at each step, whatever happens. */
final class ModelInvariants {
    private ModelInvariants() {}

    static void mayStart(ModelWorld world, String unit) {
        isFree(world, unit);
        assertThat(world.ending).as("%s starts while the graph ends", unit).isFalse();
        assertThat(world.toStop).as("started without the stop before").doesNotContain(unit);
        Neighbours neighbours = world.graph.neighbours(unit);
        neighbours
                .needs()
                .forEach(need -> that(
                        world.state(need) == UnitState.READY,
                        "%s starts, its need %s is %s",
                        unit,
                        need,
                        world.state(need)));
        neighbours.dependencies().forEach(on -> that(world.newest.containsKey(on), "%s starts before %s", unit, on));
    }

    static void mayChange(ModelWorld world, String unit, String followed) {
        isFree(world, unit);
        that(world.state(unit) == UnitState.READY, "%s is told of a change while %s", unit, world.state(unit));
        that(!world.ending, "%s is told of a change while the graph ends", unit);
        Optional<Object> seen = world.seen.getOrDefault(ModelWorld.edge(unit, followed), Optional.empty());
        that(
                !seen.equals(Optional.ofNullable(world.newest.get(followed))),
                "%s has seen the value of %s",
                unit,
                followed);
    }

    static void mayStop(ModelWorld world, String unit, StopReason reason) {
        isFree(world, unit);
        that(world.toStop.contains(unit), "%s is stopped without a start", unit);
        that((reason == StopReason.GOING_DOWN) == world.ending, "%s is stopped for %s", unit, reason);
        if (world.state(unit) == UnitState.STOPPING) {
            world.graph
                    .neighbours(unit)
                    .neededBy()
                    .forEach(on -> that(!world.state(on).isUp(), "%s is stopped before %s", unit, on));
        }
    }

    static void mayProbe(ModelWorld world, String unit) {
        that(world.state(unit) == UnitState.READY, "%s is probed while %s", unit, world.state(unit));
        that(!world.probes.contains(unit), "%s is probed twice", unit);
    }

    private static void isFree(ModelWorld world, String unit) {
        that(!world.calls.containsKey(unit), "%s is called during its %s", unit, String.valueOf(world.calls.get(unit)));
    }

    /** After each event. */
    static void check(ModelWorld world) {
        for (String unit : world.graph.names()) {
            Slot slot = world.engine.slot(unit);
            UnitState state = slot.state();
            that(slot.call().equals(Optional.ofNullable(world.calls.get(unit))), "%s: calls differ", unit);
            that(world.engine.value(unit).equals(Optional.ofNullable(world.newest.get(unit))), "%s: values", unit);
            checkTimers(world, slot);
            if (state == UnitState.STARTING) {
                that(world.calls.get(unit) == Slot.Call.START, "%s is starting without a call", unit);
            }
            if (state == UnitState.WAITING && !slot.isBusy()) {
                that(
                        !Planner.blockers(
                                        world.graph, on -> world.engine.slot(on).situation(), unit)
                                .isEmpty(),
                        "%s waits for nothing",
                        unit);
            }
            for (String need : world.graph.neighbours(unit).needs()) {
                that(!state.isUp() || world.state(need).isUp(), "%s is %s, its need %s is down", unit, state, need);
            }
        }
    }

    private static void checkTimers(ModelWorld world, Slot slot) {
        String unit = slot.name();
        boolean watched = slot.settings().health().isPresent() && slot.is(UnitState.READY);
        that(world.isSet(unit, Purpose.STOP) == slot.is(UnitState.STOPPING), "%s: time-out of stop", unit);
        that(world.isSet(unit, Purpose.BACKOFF) == slot.is(UnitState.BACKOFF), "%s: backoff", unit);
        that(
                (world.isSet(unit, Purpose.PROBE) != world.isSet(unit, Purpose.PROBE_LIMIT)) == watched,
                "%s: probe",
                unit);
        that(watched || !world.isSet(unit, Purpose.PROBE), "%s: no probe", unit);
    }

    /** When nothing is under way. */
    static void checkQuiescent(ModelWorld world) {
        UnitState end = world.ending ? UnitState.STOPPED : UnitState.READY;
        for (String unit : world.graph.names()) {
            that(world.state(unit) == end, "%s is %s when all is quiet", unit, world.state(unit));
            that(world.toStop.contains(unit) == (end == UnitState.READY), "%s: stop was called", unit);
            if (end == UnitState.READY) {
                world.followed(unit)
                        .forEach(on -> that(
                                Optional.ofNullable(world.newest.get(on))
                                        .equals(world.seen.get(ModelWorld.edge(unit, on))),
                                "%s has not seen the newest value of %s",
                                unit,
                                on));
            }
        }
        that(!world.ending || world.timers.isEmpty(), "timers after the end");
    }

    /** As AssertJ, but without cost when all is well: these run millions of times. */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation is of Error Prone, which is no dependency of the tests
    private static void that(boolean holds, String text, Object... args) {
        if (!holds) {
            throw new AssertionError(text.formatted(args));
        }
    }
}
