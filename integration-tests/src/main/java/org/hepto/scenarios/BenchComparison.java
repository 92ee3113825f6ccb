package org.hepto.scenarios;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Figures of two runs beside each other.
 *
 * @param earlier of a run before
 * @param now of this one
 */
record BenchComparison(Figures earlier, Figures now) {
    /** A table of every figure of either: old, new, and new divided by old. */
    String text() {
        Map<String, Double> before = named(earlier);
        Map<String, Double> after = named(now);
        Set<String> names = new LinkedHashSet<>(after.keySet());
        names.addAll(before.keySet());
        List<String> lines = new ArrayList<>();
        lines.add("%-44s %10s %10s %7s".formatted("FIGURE", "OLD", "NEW", "RATIO"));
        for (String name : names) {
            Double old = before.get(name);
            Double current = after.get(name);
            lines.add("%-44s %10s %10s %7s".formatted(name, number(old), number(current), ratio(old, current)));
        }
        lines.add("%-44s %s -> %s".formatted("build", build(earlier), build(now)));
        return BenchReport.joined(lines);
    }

    private static String build(Figures figures) {
        return figures.build() + (figures.vanilla() ? " vanilla" : "");
    }

    private static String number(@Nullable Double value) {
        return value == null ? "-" : "%.2f".formatted(value);
    }

    private static String ratio(@Nullable Double old, @Nullable Double current) {
        return old == null || current == null || old == 0 ? "-" : "%.2f".formatted(current / old);
    }

    /** Every figure under a name of its own. */
    private static Map<String, Double> named(Figures figures) {
        Map<String, Double> named = new LinkedHashMap<>();
        Anonymous sums = figures.anonymous();
        named.put("anonymous MiB, whole", BenchReport.mib(sums.whole()));
        named.put("anonymous MiB, control plane", BenchReport.mib(sums.controlPlane()));
        named.put("anonymous MiB, daemon", BenchReport.mib(sums.daemon()));
        named.put("anonymous MiB, node plane", BenchReport.mib(sums.nodePlane()));
        named.put("anonymous MiB, shims", BenchReport.mib(sums.shims()));
        named.put("anonymous MiB, inits", BenchReport.mib(sums.inits()));
        Map<String, Integer> places = new HashMap<>();
        for (ProcessMemory process : figures.processes()) {
            String name = process.cgroup() + "/" + process.name();
            int place = places.merge(name, 1, Integer::sum);
            String unique = place == 1 ? name : name + " " + place;
            named.put(unique + ", RSS MiB", BenchReport.mib(process.rssKiB()));
            named.put(unique + ", PSS MiB", BenchReport.mib(process.pssKiB()));
            named.put(unique + ", anonymous MiB", BenchReport.mib(process.anonymousKiB()));
        }
        named.put("idle CPU s, all", figures.idle().cpuSeconds());
        figures.idle().cgroups().forEach((cgroup, seconds) -> named.put("idle CPU s, " + cgroup, seconds));
        start(named, "first start", figures.firstStart());
        start(named, "second start", figures.secondStart());
        named.put("hepto.jar MB", figures.jarBytes() / 1e6);
        return named;
    }

    private static void start(Map<String, Double> named, String title, Figures.Start start) {
        named.put(title + " to Ready, s", start.readySeconds());
        named.put(title + " to Ready, CPU s", start.cpuSeconds());
        for (Figures.UnitStart unit : start.units()) {
            named.put("%s, %s, waited s".formatted(title, unit.name()), unit.waitedMs() / BenchReport.MILLIS);
            named.put("%s, %s, start s".formatted(title, unit.name()), unit.startMs() / BenchReport.MILLIS);
            named.put("%s, %s, start CPU s".formatted(title, unit.name()), unit.startCpuMs() / BenchReport.MILLIS);
        }
    }
}
