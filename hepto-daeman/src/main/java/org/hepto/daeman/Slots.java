package org.hepto.daeman;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where all units of a graph stand. Guarded by the lock of the host. */
final class Slots {
    private final UnitGraph graph;
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    Slots(UnitGraph graph, Time time) {
        this.graph = graph;
        graph.units().forEach(unit -> slots.put(unit.key().name(), new Slot(unit, time)));
    }

    /** The unit of a name that is in the graph. */
    Slot get(String name) {
        return GraphCheck.known(slots, name);
    }

    Optional<Slot> find(String name) {
        return Optional.ofNullable(slots.get(name));
    }

    /** Whether all units are in that state. */
    boolean allAre(UnitState state) {
        return slots.values().stream().allMatch(slot -> slot.is(state));
    }

    /** Counts the time in the present states from now. */
    void stamp() {
        slots.values().forEach(Slot::stamp);
    }

    /** The transitions that are due. */
    List<Planner.Step> due(boolean ending) {
        return Planner.next(graph, this::situation, ending);
    }

    GraphStatus status(@Nullable Throwable fatal) {
        List<UnitStatus> units = slots.values().stream().map(this::status).toList();
        return new GraphStatus(units, Optional.ofNullable(fatal).map(Lines::of));
    }

    private UnitStatus status(Slot slot) {
        return slot.status(
                slot.is(UnitState.WAITING) ? Planner.blockers(graph, this::situation, slot.name()) : List.of());
    }

    private Situation situation(String name) {
        return get(name).situation();
    }
}
