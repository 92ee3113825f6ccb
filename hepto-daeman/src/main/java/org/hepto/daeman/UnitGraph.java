package org.hepto.daeman;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds units and what they depend on, as checked and immutable data: nothing runs here.
 *
 * <p>The order is such that each unit comes after what it depends on; otherwise units stay as they were given.
 */
public final class UnitGraph {
    private final Map<String, Unit<?>> units = new LinkedHashMap<>();
    private final Map<String, Neighbours> neighbours;

    private UnitGraph(Map<String, Unit<?>> byName, List<String> order, List<UnitEdge> edges) {
        order.forEach(name -> units.put(name, GraphCheck.known(byName, name)));
        this.neighbours = Neighbours.of(order, edges);
    }

    /**
     * Makes a graph.
     *
     * @throws UnitGraphException with everything that is wrong: duplicate names, missing needs, wrong types, cycles
     */
    public static UnitGraph of(Unit<?>... units) {
        return of(List.of(units));
    }

    /**
     * Makes a graph.
     *
     * @throws UnitGraphException with everything that is wrong: duplicate names, missing needs, wrong types, cycles
     */
    public static UnitGraph of(Collection<? extends Unit<?>> units) {
        GraphCheck check = new GraphCheck(units);
        List<String> order = check.order();
        check.refuseProblems();
        return new UnitGraph(check.units(), order, check.edges());
    }

    /** Returns the names in order: each after what it depends on. */
    public List<String> names() {
        return List.copyOf(units.keySet());
    }

    /** Returns the units in order. */
    public List<Unit<?>> units() {
        return List.copyOf(units.values());
    }

    /** Returns what depends on what, in order of the dependents. A dependency that is not in the graph has no edge. */
    public List<UnitEdge> edges() {
        List<UnitEdge> edges = new ArrayList<>();
        neighbours.forEach((name, of) -> {
            for (UnitEdge.Kind kind : UnitEdge.Kind.values()) {
                of.of(kind).forEach(on -> edges.add(new UnitEdge(name, on, kind)));
            }
        });
        return edges;
    }

    /** Returns the neighbours of a unit. */
    Neighbours neighbours(String name) {
        return GraphCheck.known(neighbours, name);
    }

    /** Returns one line for each unit: {@code "kubelet needs containerd, identity after apiserver follows address"}. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        neighbours.forEach((name, of) -> lines.add(name
                + list(of, UnitEdge.Kind.NEEDS)
                + list(of, UnitEdge.Kind.AFTER)
                + list(of, UnitEdge.Kind.FOLLOWS)));
        return String.join("\n", lines);
    }

    private static String list(Neighbours unit, UnitEdge.Kind kind) {
        List<String> names = unit.of(kind);
        return names.isEmpty() ? "" : " " + kind.verb() + " " + String.join(", ", names);
    }
}
