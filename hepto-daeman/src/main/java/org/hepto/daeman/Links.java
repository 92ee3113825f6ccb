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
 * @param neededBy what needs it
 * @param followedBy what only comes after it
 */
record Links(List<String> needs, List<String> after, List<String> neededBy, List<String> followedBy) {
    private static Links empty() {
        return new Links(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /** All names, in the same order, with their neighbours. */
    static Map<String, Links> of(List<String> names, List<UnitEdge> edges) {
        Map<String, Links> links = new LinkedHashMap<>();
        names.forEach(name -> links.put(name, empty()));
        for (UnitEdge edge : edges) {
            Links unit = GraphCheck.known(links, edge.unit());
            Links on = GraphCheck.known(links, edge.on());
            boolean strong = edge.kind() == UnitEdge.Kind.NEEDS;
            (strong ? unit.needs : unit.after).add(edge.on());
            (strong ? on.neededBy : on.followedBy).add(edge.unit());
        }
        return links;
    }

    /** Everything that it depends on. */
    Stream<String> dependencies() {
        return Stream.concat(needs.stream(), after.stream());
    }

    /** Everything that depends on it. */
    Stream<String> dependents() {
        return Stream.concat(neededBy.stream(), followedBy.stream());
    }
}
