package org.hepto.scenarios;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.hepto.scenarios.ConformanceResult.State;

/** Results as text. */
final class ConformanceTable {
    private static final String ROW = "%-20s %7s %7s %7s";

    private ConformanceTable() {}

    /** A line for each special interest group, then each failure and each skipped test with its reason. */
    static List<String> of(Collection<ConformanceResult> results) {
        Map<String, Map<State, Long>> groups = results.stream()
                .collect(Collectors.groupingBy(
                        result -> ConformanceTest.sig(result.test()), TreeMap::new, ConformanceTable.counting()));
        List<String> lines = new ArrayList<>();
        lines.add(ROW.formatted("GROUP", "PASSED", "FAILED", "SKIPPED"));
        groups.forEach((sig, counts) -> lines.add(row(sig, counts)));
        lines.add(row("all", results.stream().collect(counting())));
        reasons(results, State.FAILED, lines);
        reasons(results, State.SKIPPED, lines);
        return lines;
    }

    private static Collector<ConformanceResult, ?, Map<State, Long>> counting() {
        return Collectors.groupingBy(ConformanceResult::state, Collectors.counting());
    }

    private static String row(String name, Map<State, Long> counts) {
        return ROW.formatted(
                name,
                counts.getOrDefault(State.PASSED, 0L),
                counts.getOrDefault(State.FAILED, 0L),
                counts.getOrDefault(State.SKIPPED, 0L));
    }

    private static void reasons(Collection<ConformanceResult> results, State state, List<String> lines) {
        for (ConformanceResult result : results) {
            if (result.state() == state) {
                lines.add("");
                lines.add("%s %s".formatted(state, result.test()));
                lines.add("    " + result.reason());
            }
        }
    }

    /** What differs between two sets of results: a line for each test, or that nothing does. */
    static List<String> differences(Collection<ConformanceResult> before, Collection<ConformanceResult> after) {
        Map<String, String> old = states(before);
        Map<String, String> now = states(after);
        TreeSet<String> tests = new TreeSet<>(old.keySet());
        tests.addAll(now.keySet());
        List<String> lines = new ArrayList<>();
        int same = 0;
        for (String test : tests) {
            String was = old.getOrDefault(test, "did not run");
            String is = now.getOrDefault(test, "did not run");
            if (was.equals(is)) {
                same++;
            } else {
                lines.add("%s -> %s  %s".formatted(was, is, test));
            }
        }
        lines.add("%d tests have the same result, %d another".formatted(same, lines.size()));
        return lines;
    }

    private static Map<String, String> states(Collection<ConformanceResult> results) {
        Map<String, String> states = new LinkedHashMap<>();
        results.forEach(result -> states.put(result.test(), result.state().toString()));
        return states;
    }
}
