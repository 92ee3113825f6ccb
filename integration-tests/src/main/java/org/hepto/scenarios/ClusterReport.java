package org.hepto.scenarios;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@link ClusterBench} has measured.
 *
 * @param memory of the nodes, by their roles
 * @param mesh Mbit/s from pod to pod, a figure for each round
 * @param plain Mbit/s through plain WireGuard, as many
 */
record ClusterReport(Map<String, Anonymous> memory, List<Double> mesh, List<Double> plain) {
    /** Anonymous memory in MiB that an idle node is to stay below, by role. */
    private static final Map<String, Integer> GOALS = Map.of("master", 180, "node", 80);

    /** What the mesh is to reach of plain WireGuard, at least. */
    private static final double RATIO = 0.9;

    /** Keeps copies. */
    ClusterReport {
        mesh = List.copyOf(mesh);
        plain = List.copyOf(plain);
    }

    /** All of it, with the goals beside the figures. */
    String text() {
        String rows = memory.keySet().stream().sorted().map(this::row).collect(Collectors.joining("\n"));
        return """
                %-12s %14s %6s %14s %11s %8s %6s %6s
                %s

                Mbit/s pod to pod:         median %.0f of %s
                Mbit/s by plain WireGuard: median %.0f of %s
                ratio %.2f (goal %.1f)""".formatted(
                        "IN A CLUSTER",
                        "total anon MiB",
                        "goal",
                        "control plane",
                        "node plane",
                        "daemon",
                        "shims",
                        "inits",
                        rows,
                        median(mesh),
                        rounded(mesh),
                        median(plain),
                        rounded(plain),
                        median(mesh) / median(plain),
                        RATIO);
    }

    private String row(String role) {
        Anonymous sums = memory.getOrDefault(role, new Anonymous(0, 0, 0, 0, 0, 0));
        return "%-12s %14.1f %6d %14.1f %11.1f %8.1f %6.1f %6.1f"
                .formatted(
                        role,
                        BenchReport.mib(sums.whole()),
                        GOALS.getOrDefault(role, 0),
                        BenchReport.mib(sums.controlPlane()),
                        BenchReport.mib(sums.nodePlane()),
                        BenchReport.mib(sums.daemon()),
                        BenchReport.mib(sums.shims()),
                        BenchReport.mib(sums.inits()));
    }

    /** The middle one of an odd number of figures. */
    static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    private static String rounded(List<Double> figures) {
        return figures.stream().map("%.0f"::formatted).collect(Collectors.joining(", "));
    }
}
