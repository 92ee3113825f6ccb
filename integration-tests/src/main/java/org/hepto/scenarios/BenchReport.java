package org.hepto.scenarios;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@link Figures} as text: to read, and as the table of docs/memory.md. */
final class BenchReport {
    private static final double KIB_PER_MIB = 1024;
    static final double MILLIS = 1000;

    private final Figures figures;

    BenchReport(Figures figures) {
        this.figures = figures;
    }

    /** All of them, with the goals beside those that have one. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("%-16s %-18s %8s %8s %10s".formatted("CGROUP", "PROCESS", "RSS MiB", "PSS MiB", "ANON MiB"));
        for (ProcessMemory process : figures.processes()) {
            lines.add("%-16s %-18s %8.1f %8.1f %10.1f"
                    .formatted(
                            process.cgroup(),
                            process.name(),
                            mib(process.rssKiB()),
                            mib(process.pssKiB()),
                            mib(process.anonymousKiB())));
        }
        Anonymous sums = figures.anonymous();
        lines.add("total anonymous MiB: %.1f (goal %d)%s"
                .formatted(mib(sums.whole()), Anonymous.WHOLE_GOAL, figures.vanilla() ? ", with HEPTO_VANILLA=1" : ""));
        lines.add(
                "  control plane %.1f (goal %d), node plane %.1f (goal %d), daemon %.1f (goal %d), shims %.1f, inits %.1f"
                        .formatted(
                                mib(sums.controlPlane()),
                                Anonymous.CONTROL_PLANE_GOAL,
                                mib(sums.nodePlane()),
                                Anonymous.NODE_PLANE_GOAL,
                                mib(sums.daemon()),
                                Anonymous.DAEMON_GOAL,
                                mib(sums.shims()),
                                mib(sums.inits())));
        Figures.IdleCpu idle = figures.idle();
        lines.add("CPU seconds in %.0f idle seconds: %.2f; by cgroup %s"
                .formatted(idle.seconds(), idle.cpuSeconds(), rounded(idle.cgroups())));
        lines.add("");
        starts(lines);
        lines.add("hepto.jar MB: %.1f, build %s".formatted(figures.jarBytes() / 1e6, figures.build()));
        return joined(lines);
    }

    private void starts(List<String> lines) {
        Figures.Start first = figures.firstStart();
        Figures.Start second = figures.secondStart();
        Map<String, Figures.UnitStart> again = new HashMap<>();
        second.units().forEach(unit -> again.put(unit.name(), unit));
        lines.add("%-20s %-26s   %-26s".formatted("", "FIRST START", "SECOND START"));
        String columns = "%8s %8s %8s".formatted("WAITED s", "START s", "CPU s");
        lines.add("%-20s %s   %s".formatted("UNIT", columns, columns));
        for (Figures.UnitStart unit : first.units()) {
            Figures.UnitStart other = again.get(unit.name());
            lines.add("%-20s %s   %s".formatted(unit.name(), columns(unit), other == null ? "" : columns(other)));
        }
        lines.add("start to Ready s: %.1f the first, %.1f the second; CPU s: %.1f and %.1f"
                .formatted(first.readySeconds(), second.readySeconds(), first.cpuSeconds(), second.cpuSeconds()));
    }

    private static String columns(Figures.UnitStart unit) {
        return "%8.1f %8.1f %8.1f"
                .formatted(unit.waitedMs() / MILLIS, unit.startMs() / MILLIS, unit.startCpuMs() / MILLIS);
    }

    private static String rounded(Map<String, Double> values) {
        List<String> texts = new ArrayList<>();
        values.forEach((name, value) -> texts.add("%s %.2f".formatted(name, value)));
        return String.join(", ", texts);
    }

    /** The table of docs/memory.md. */
    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("| cgroup | process | resident MiB | PSS MiB | anonymous MiB | goal |");
        lines.add("|---|---|---|---|---|---|");
        Map<String, Integer> places = new HashMap<>();
        for (ProcessMemory process : figures.processes()) {
            int place = places.merge(process.cgroup(), 1, Integer::sum) - 1;
            lines.add("| `%s` | %s | %.1f | %.1f | %.1f | %s |"
                    .formatted(
                            process.cgroup(),
                            process.role(place),
                            mib(process.rssKiB()),
                            mib(process.pssKiB()),
                            mib(process.anonymousKiB()),
                            goal(process))
                    .replace("|  |", "| |"));
        }
        lines.add("| | all | | | %.1f | %d |".formatted(mib(figures.anonymous().whole()), Anonymous.WHOLE_GOAL));
        return joined(lines);
    }

    private static String goal(ProcessMemory process) {
        return switch (process.cgroup()) {
            case "control-plane" -> Integer.toString(Anonymous.CONTROL_PLANE_GOAL);
            case "node" -> Integer.toString(Anonymous.NODE_PLANE_GOAL);
            default -> Anonymous.isDaemon(process) ? Integer.toString(Anonymous.DAEMON_GOAL) : "";
        };
    }

    /** The lines as one text, without spaces at their ends. */
    static String joined(List<String> lines) {
        return String.join("\n", lines.stream().map(String::stripTrailing).toList());
    }

    static double mib(long kib) {
        return kib / KIB_PER_MIB;
    }
}
