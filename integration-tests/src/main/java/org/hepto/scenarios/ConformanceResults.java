package org.hepto.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hepto.scenarios.ConformanceResult.State;

/** The results of one build so far, by test: kept in a file after each step, so that a run can be continued. */
final class ConformanceResults {
    private static final String SUITE = "Kubernetes conformance of hepto";

    private final Path file;
    private final Map<String, ConformanceResult> byTest = new TreeMap<>();

    /** Begins with what the file holds, or with nothing if there is none. */
    ConformanceResults(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try {
                JunitXml.read(file).forEach(result -> byTest.put(result.test(), result));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Takes results in place of older ones of the same tests, and keeps all. */
    void add(Collection<ConformanceResult> results) {
        results.forEach(result -> byTest.put(result.test(), result));
        try {
            Files.createDirectories(file.getParent());
            JunitXml.write(file, SUITE, byTest.values());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of the tests that have no result yet, or, if told so, have failed. */
    List<ConformanceTest> open(List<ConformanceTest> tests, boolean failedToo) {
        return tests.stream()
                .filter(test -> {
                    ConformanceResult known = byTest.get(test.name());
                    return known == null || (failedToo && known.failed());
                })
                .toList();
    }

    /** All results, by the names of the tests. */
    Collection<ConformanceResult> all() {
        return List.copyOf(byTest.values());
    }

    /** The results of some tests. */
    List<ConformanceResult> of(List<ConformanceTest> tests) {
        return tests.stream()
                .filter(test -> byTest.containsKey(test.name()))
                .map(test -> byTest.get(test.name()))
                .toList();
    }

    long count(State state) {
        return byTest.values().stream()
                .filter(result -> result.state() == state)
                .count();
    }
}
