package org.hepto.daeman;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The neighbours of one unit, by name.
 *
 * @param needs what it needs
 * @param after what it only comes after
 * @param follows what it follows
 * @param neededBy what needs it
 * @param awaitedBy what comes after it or follows it
 */
record Neighbours(
        List<String> needs, List<String> after, List<String> follows, List<String> neededBy, List<String> awaitedBy) {
    private static Neighbours empty() {
        return new Neighbours(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /** Returns all names, in the same order, with their neighbours. */
    static Map<String, Neighbours> of(List<String> names, List<UnitEdge> edges) {
        Map<String, Neighbours> neighbours = new LinkedHashMap<>();
        names.forEach(name -> neighbours.put(name, empty()));
        for (UnitEdge edge : edges) {
            Neighbours unit = GraphCheck.known(neighbours, edge.unit());
            Neighbours on = GraphCheck.known(neighbours, edge.on());
            unit.of(edge.kind()).add(edge.on());
            (edge.kind() == UnitEdge.Kind.NEEDS ? on.neededBy : on.awaitedBy).add(edge.unit());
        }
        return neighbours;
    }

    /** Returns what it depends on in that way. */
    List<String> of(UnitEdge.Kind kind) {
        return switch (kind) {
            case NEEDS -> needs;
            case AFTER -> after;
            case FOLLOWS -> follows;
        };
    }

    /** Returns everything that it depends on; what it both needs and follows is there twice. */
    Stream<String> dependencies() {
        return Stream.of(needs, after, follows).flatMap(List::stream);
    }

    /** Returns everything that depends on it; what both needs and follows it is there twice. */
    Stream<String> dependents() {
        return Stream.concat(neededBy.stream(), awaitedBy.stream());
    }
}
