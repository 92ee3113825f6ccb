package org.hepto.services.control;

import java.time.Duration;
import java.util.Map;
import org.hepto.daeman.GraphStatus;
import org.hepto.daeman.UnitStatus;
import org.hepto.services.node.Build;
import org.hepto.services.node.Node;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code hepto status} shows, for people and for programs.
 *
 * @param memory bytes of anonymous memory by cgroup
 */
public record StatusReport(Node node, Build build, GraphStatus graph, Map<String, Long> memory) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double MIB = 1024.0 * 1024.0;

    /** One JSON object. */
    public String json() {
        ObjectNode root = JSON.createObjectNode()
                .put("cluster", node.config().cluster())
                .put("name", node.name())
                .put("role", node.config().role().toString())
                .put("version", build.version())
                .put("build", build.id())
                .put("mesh", node.mesh().toString())
                .put("ready", graph.isReady());
        ArrayNode units = root.putArray("units");
        graph.units().forEach(unit -> units.add(json(unit)));
        ObjectNode bytes = root.putObject("memoryAnonymousBytes");
        memory.forEach(bytes::put);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static ObjectNode json(UnitStatus unit) {
        ObjectNode object = JSON.createObjectNode()
                .put("name", unit.name())
                .put("state", unit.state().name())
                .put("since", unit.since().toString())
                .put("restarts", unit.restarts());
        ArrayNode waits = object.putArray("waitsFor");
        unit.waitsFor().forEach(waits::add);
        unit.detail().ifPresent(d -> object.put("detail", d));
        unit.lastError().ifPresent(e -> object.put("lastError", e));
        unit.waited().ifPresent(d -> object.put("waitedMs", d.toMillis()));
        unit.startTook().ifPresent(d -> object.put("startMs", d.toMillis()));
        unit.startCpu().ifPresent(d -> object.put("startCpuMs", d.toMillis()));
        return object;
    }

    /** A table of units, then of memory. */
    public String text() {
        StringBuilder text = new StringBuilder("%s of cluster %s, %s, %s, %s%n%n"
                .formatted(
                        node.name(),
                        node.config().cluster(),
                        node.config().role(),
                        node.mesh(),
                        graph.isReady() ? "ready" : "not ready"));
        text.append("%-20s %-9s %8s %9s  %s%n".formatted("UNIT", "STATE", "SINCE", "RESTARTS", "WAITS FOR / DETAIL"));
        for (UnitStatus unit : graph.units()) {
            text.append("%-20s %-9s %8s %9d  %s%n"
                    .formatted(unit.name(), unit.state(), age(unit.inState()), unit.restarts(), remark(unit))
                    .replaceAll(" +\n", "\n"));
        }
        text.append("%n%-20s %10s%n".formatted("MEMORY", "ANON MiB"));
        memory.forEach((name, bytes) -> text.append("%-20s %10.1f%n".formatted(name, bytes / MIB)));
        return text.toString();
    }

    private static String remark(UnitStatus unit) {
        if (!unit.waitsFor().isEmpty()) {
            return String.join(", ", unit.waitsFor());
        }
        if (!unit.isReady() && unit.lastError().isPresent()) {
            return unit.lastError().get();
        }
        return unit.detail().orElse("");
    }

    /** As kubectl writes ages. */
    static String age(Duration age) {
        long seconds = age.toSeconds();
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 2 * 3600) {
            return "%dm%ds".formatted(seconds / 60, seconds % 60);
        }
        return seconds < 48 * 3600 ? "%dh".formatted(seconds / 3600) : "%dd".formatted(seconds / 86400);
    }
}
