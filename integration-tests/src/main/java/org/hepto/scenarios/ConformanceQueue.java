package org.hepto.scenarios;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The lots of tests that wait and that run. Tests of which a process leaves no result, for instance because the API did
 * not answer its first question, wait for a second process; after that they have failed.
 */
final class ConformanceQueue {
    private final Deque<List<ConformanceTest>> waiting;
    private final Map<Integer, List<ConformanceTest>> running = new TreeMap<>();
    private final Set<ConformanceTest> lostOnce = new HashSet<>();

    ConformanceQueue(List<List<ConformanceTest>> lots) {
        waiting = new ArrayDeque<>(lots);
    }

    /** Whether a process can be started while there are at most so many. */
    boolean mayStart(int processes) {
        return running.size() < processes && !waiting.isEmpty();
    }

    /** Takes the next lot, for the process of this number. */
    List<ConformanceTest> start(int number) {
        List<ConformanceTest> lot = waiting.remove();
        running.put(number, lot);
        return lot;
    }

    /** The numbers of the processes that run. */
    Set<Integer> processes() {
        return Set.copyOf(running.keySet());
    }

    boolean done() {
        return waiting.isEmpty() && running.isEmpty();
    }

    int testsWaiting() {
        return waiting.stream().mapToInt(List::size).sum();
    }

    int testsRunning() {
        return running.values().stream().mapToInt(List::size).sum();
    }

    /**
     * Takes the end of a process and returns the results that count.
     *
     * @param reported what it has reported, by the names of the tests
     * @param output the end of what it has written, for tests without a result
     */
    List<ConformanceResult> ended(int number, Map<String, ConformanceResult> reported, Supplier<String> output) {
        List<ConformanceTest> lot = running.remove(number);
        if (lot == null) {
            throw new IllegalArgumentException("no process " + number);
        }
        List<ConformanceResult> results = new ArrayList<>();
        List<ConformanceTest> lost = new ArrayList<>();
        for (ConformanceTest test : lot) {
            ConformanceResult result = reported.get(test.name());
            if (result != null) {
                results.add(result);
            } else if (lostOnce.add(test)) {
                lost.add(test);
            } else {
                results.add(ConformanceResult.lost(test, "the suite ended without a result\n" + output.get()));
            }
        }
        if (!lost.isEmpty()) {
            waiting.add(lost);
        }
        return results;
    }
}
