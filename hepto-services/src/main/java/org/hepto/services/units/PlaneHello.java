package org.hepto.services.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What a plane says of itself to a daemon that connects.
 *
 * @param build of the file that it runs
 * @param components what is configured; empty if nothing is yet
 */
record PlaneHello(String build, long pid, Map<String, Component> components) {
    /** A component that is configured. */
    record Component(List<String> arguments, String state) {}

    static PlaneHello parse(JsonNode event) {
        Map<String, Component> components = new TreeMap<>();
        event.path("components")
                .properties()
                .forEach(entry -> components.put(entry.getKey(), component(entry.getValue())));
        return new PlaneHello(
                event.path("build").asString(""), event.path("pid").asLong(0), components);
    }

    private static Component component(JsonNode json) {
        List<String> arguments = new ArrayList<>();
        json.path("arguments").forEach(argument -> arguments.add(argument.asString("")));
        return new Component(arguments, json.path("state").asString(""));
    }

    /** The components that run. */
    List<String> running() {
        return components.entrySet().stream()
                .filter(entry -> entry.getValue().state().equals("running"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Tells why a daemon cannot go on with this plane; empty if it can.
     *
     * @param wanted the arguments of each component
     */
    Optional<String> misfit(String wantedBuild, Map<String, List<String>> wanted) {
        if (!build.equals(wantedBuild)) {
            return Optional.of("it is of build " + build);
        }
        Map<String, List<String>> configured = new TreeMap<>();
        components.forEach((name, component) -> configured.put(name, component.arguments()));
        if (!components.isEmpty() && !configured.equals(new TreeMap<>(wanted))) {
            return Optional.of("its components have other arguments");
        }
        return components.entrySet().stream()
                .filter(entry -> entry.getValue().state().equals("ended"))
                .findFirst()
                .map(entry -> entry.getKey() + " has ended in it");
    }
}
