package org.hepto.daeman;

import java.util.List;
import java.util.Optional;

/**
 * Describes all units at one moment.
 *
 * @param units in the order of the graph: a unit comes after what it needs
 * @param fatal why the graph stops by itself, one line; empty unless a unit asked for it
 */
public record GraphStatus(List<UnitStatus> units, Optional<String> fatal) {
    /** Keeps a copy of the list. */
    public GraphStatus {
        units = List.copyOf(units);
    }

    /** Returns whether every unit is ready. */
    public boolean isReady() {
        return units.stream().allMatch(UnitStatus::isReady);
    }

    /** Returns whether every unit is stopped for good. */
    public boolean isStopped() {
        return units.stream().allMatch(unit -> unit.state() == UnitState.STOPPED);
    }

    /** Returns the unit of that name. */
    public Optional<UnitStatus> unit(String name) {
        return units.stream().filter(unit -> unit.name().equals(name)).findFirst();
    }

    /** Returns what isn't ready, one line in all. */
    String pending() {
        return String.join(
                "; ",
                units.stream()
                        .filter(unit -> !unit.isReady())
                        .map(UnitStatus::line)
                        .toList());
    }

    /** Returns one line for each unit. */
    @Override
    public String toString() {
        return String.join("\n", units.stream().map(UnitStatus::line).toList());
    }
}
