package org.hepto.services.units;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hepto.services.steps.Fields;

/**
 * What a plane says of itself to a daemon that connects.
 *
 * @param build of the file that it runs
 * @param components what is configured; empty if nothing is yet
 */
record PlaneHello(String build, long pid, Map<String, Component> components) {
    /** A component that is configured. */
    record Component(List<String> arguments, String state) {}

    static PlaneHello parse(Fields event) throws IOException {
        Map<String, Component> components = new TreeMap<>();
        if (event.has("components")) {
            Fields all = event.object("components");
            for (String name : all.values().keySet()) {
                Fields component = all.object(name);
                components.put(name, new Component(component.texts("arguments"), component.text("state", "")));
            }
        }
        return new PlaneHello(event.text("build", ""), Long.parseLong(event.text("pid", "0")), components);
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
