package org.hepto.daeman;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Looks for all that is wrong with a set of units and brings them into order. */
final class GraphCheck {
    private final Map<String, Unit<?>> units = new LinkedHashMap<>();
    private final Set<UnitEdge> edges = new LinkedHashSet<>();
    private final Set<String> problems = new LinkedHashSet<>();

    GraphCheck(Collection<? extends Unit<?>> given) {
        for (Unit<?> unit : given) {
            if (units.putIfAbsent(unit.key().name(), unit) != null) {
                problems.add("two units are named " + unit.key());
            }
        }
        units.values().forEach(this::connect);
    }

    /** The units by name, as given. */
    Map<String, Unit<?>> units() {
        return units;
    }

    /** The dependencies between units of the graph. */
    List<UnitEdge> edges() {
        return List.copyOf(edges);
    }

    /** The names, each after what it depends on; what is part of a cycle is reported as a problem. */
    List<String> order() {
        Map<String, Neighbours> neighbours = Neighbours.of(List.copyOf(units.keySet()), edges());
        Set<String> done = new LinkedHashSet<>();
        neighbours.keySet().forEach(name -> visit(name, neighbours, done, new LinkedHashSet<>()));
        return List.copyOf(done);
    }

    /** Throws if anything is wrong. */
    void refuseProblems() {
        if (!problems.isEmpty()) {
            throw new UnitGraphException(List.copyOf(problems));
        }
    }

    /** The value of a name that must be there. */
    static <V> V known(Map<String, V> map, String name) {
        V value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no unit is named " + name);
        }
        return value;
    }

    private void connect(Unit<?> unit) {
        unit.needs().forEach(on -> connect(unit.key(), on, UnitEdge.Kind.NEEDS));
        unit.after().forEach(on -> connect(unit.key(), on, UnitEdge.Kind.AFTER));
        unit.follows().forEach(on -> connect(unit.key(), on, UnitEdge.Kind.FOLLOWS));
        // only coming after a unit says nothing more
        unit.after().stream()
                .map(UnitKey::name)
                .filter(on -> Stream.of(UnitEdge.Kind.NEEDS, UnitEdge.Kind.FOLLOWS)
                        .anyMatch(kind -> edges.contains(new UnitEdge(unit.key().name(), on, kind))))
                .forEach(on -> edges.remove(new UnitEdge(unit.key().name(), on, UnitEdge.Kind.AFTER)));
    }

    private void connect(UnitKey<?> unit, UnitKey<?> on, UnitEdge.Kind kind) {
        Unit<?> other = units.get(on.name());
        if (other == null) {
            if (kind == UnitEdge.Kind.NEEDS) {
                problems.add("%s needs %s, which is not there".formatted(unit, on));
            }
            return;
        }
        if (!other.key().equals(on)) {
            problems.add("%s expects a %s of %s, which provides a %s"
                    .formatted(
                            unit,
                            on.type().getSimpleName(),
                            on,
                            other.key().type().getSimpleName()));
        }
        edges.add(new UnitEdge(unit.name(), on.name(), kind));
    }

    private void visit(String name, Map<String, Neighbours> neighbours, Set<String> done, Set<String> path) {
        if (done.contains(name)) {
            return;
        }
        if (!path.add(name)) {
            problems.add("cycle: " + cycle(name, path));
            return;
        }
        known(neighbours, name).dependencies().forEach(on -> visit(on, neighbours, done, path));
        path.remove(name);
        done.add(name);
    }

    private static String cycle(String name, Set<String> path) {
        List<String> names = new ArrayList<>(path);
        List<String> round = new ArrayList<>(names.subList(names.indexOf(name), names.size()));
        round.add(name);
        return String.join(" -> ", round);
    }
}
