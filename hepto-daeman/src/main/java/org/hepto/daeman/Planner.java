package org.hepto.daeman;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Decides which units to start and stop next. A pure function of the graph and the situation of each unit. */
final class Planner {
    private final UnitGraph graph;
    private final Function<String, Situation> situations;
    private final boolean ending;
    private final Set<String> leaving = new HashSet<>();

    private Planner(UnitGraph graph, Function<String, Situation> situations, boolean ending) {
        this.graph = graph;
        this.situations = situations;
        this.ending = ending;
        graph.names().stream().filter(this::mustLeave).forEach(leaving::add);
    }

    /**
     * The transitions that are due, in order of the graph. All may be made at once; when they are made, ask again.
     *
     * @param ending whether the whole graph is to stop
     */
    static List<Step> next(UnitGraph graph, Function<String, Situation> situations, boolean ending) {
        Planner planner = new Planner(graph, situations, ending);
        List<Step> steps = new ArrayList<>();
        for (String unit : graph.names()) {
            UnitState state = planner.state(unit);
            UnitState due = planner.due(unit, state);
            if (due != state) {
                steps.add(new Step(unit, due));
            }
        }
        return steps;
    }

    /** The units that are ready and to stay so, with no call of theirs in flight. */
    static List<String> idle(UnitGraph graph, Function<String, Situation> situations, boolean ending) {
        Planner planner = new Planner(graph, situations, ending);
        return graph.names().stream().filter(planner::isIdle).toList();
    }

    /** What a waiting unit waits for: the units that are not ready, or have not been. */
    static List<String> blockers(UnitGraph graph, Function<String, Situation> situations, String unit) {
        Planner planner = new Planner(graph, situations, false);
        return graph.neighbours(unit)
                .dependencies()
                .filter(on -> !planner.allows(unit, on))
                .distinct()
                .toList();
    }

    private UnitState due(String unit, UnitState state) {
        return switch (state) {
            case WAITING -> ending ? UnitState.STOPPED : mayStart(unit) ? UnitState.STARTING : state;
            case BACKOFF -> ending ? UnitState.STOPPED : state;
            case STARTING, READY, FAILED -> leaving.contains(unit) && mayStop(unit) ? UnitState.STOPPING : state;
            case STOPPING, STOPPED -> state;
        };
    }

    /** Called in order of the graph, so that what the unit needs is decided already. */
    private boolean mustLeave(String unit) {
        Situation situation = situations.apply(unit);
        return situation.state().isUp()
                && (ending
                        || situation.unwanted()
                        || situation.state() == UnitState.FAILED
                        || situation.state() == UnitState.STOPPING
                        || graph.neighbours(unit).needs().stream().anyMatch(this::gone));
    }

    private boolean isIdle(String unit) {
        return state(unit) == UnitState.READY && !situations.apply(unit).busy() && !leaving.contains(unit);
    }

    private boolean gone(String unit) {
        return leaving.contains(unit) || state(unit) != UnitState.READY;
    }

    private boolean mayStart(String unit) {
        return !situations.apply(unit).busy()
                && graph.neighbours(unit).dependencies().allMatch(on -> allows(unit, on));
    }

    private boolean allows(String unit, String on) {
        return graph.neighbours(unit).needs().contains(on)
                ? !gone(on)
                : situations.apply(on).onceReady();
    }

    /** A unit stops after all that depends on it and has to stop too. */
    private boolean mayStop(String unit) {
        return graph.neighbours(unit).dependents().noneMatch(leaving::contains);
    }

    private UnitState state(String unit) {
        return situations.apply(unit).state();
    }

    /**
     * A transition to make.
     *
     * @param unit whose
     * @param to which state
     */
    record Step(String unit, UnitState to) {}
}
