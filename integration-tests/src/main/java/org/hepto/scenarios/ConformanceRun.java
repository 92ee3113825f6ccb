package org.hepto.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hepto.lab.LabException;
import org.hepto.lab.LabHost;
import org.hepto.scenarios.ConformanceResult.State;

/**
 * Runs the suite in the host of a node: lots of tests, each in a process of its own, several side by side. Everything
 * happens in the caller's thread, which looks every few seconds for the processes that have ended.
 */
final class ConformanceRun {
    private static final String HOME = "/data/e2e";

    /** A process takes seconds of CPU time to start; an interrupted run loses the tests of the processes it has. */
    private static final int LARGEST_LOT = 6;

    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration PROGRESS = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int MINUTES_FOR_ONE = 30;

    private final HeptoNode node;
    private final LabHost host;
    private final ConformanceResults results;
    private final long start = System.nanoTime();
    private int started;

    ConformanceRun(HeptoNode node, ConformanceResults results) {
        this.node = node;
        this.host = node.host();
        this.results = results;
    }

    /** Puts the suite and kubectl, which is the node's own file, into the host. */
    void prepare(Path suite) {
        host.ok("""
                mkdir -p %1$s/bin && cp %2$s %1$s/bin/e2e.test &&
                ln -s "$(ls -d %3$s/versions/*/hepto.jar | head -n 1)" %1$s/bin/kubectl && %1$s/bin/kubectl version --client
                """.formatted(HOME, suite, node.directory()), PATIENCE);
    }

    /** Runs tests, so many processes at a time, and keeps their results. */
    void run(List<ConformanceTest> tests, int processes) throws InterruptedException {
        int size = Math.clamp(Math.ceilDiv(tests.size(), processes), 1, LARGEST_LOT);
        ConformanceQueue queue = new ConformanceQueue(ConformanceTest.lots(tests, size));
        long shown = System.nanoTime();
        while (!queue.done()) {
            // one at a time: many that start at once keep the apiserver from answering any
            if (queue.mayStart(processes)) {
                started++;
                start(started, queue.start(started));
            }
            Thread.sleep(POLL);
            for (int number : ended(queue.processes())) {
                collect(number, queue);
            }
            if (System.nanoTime() - shown > PROGRESS.toNanos()) {
                shown = System.nanoTime();
                say("passed %d, failed %d, skipped %d, running %d, waiting %d"
                        .formatted(
                                results.count(State.PASSED),
                                results.count(State.FAILED),
                                results.count(State.SKIPPED),
                                queue.testsRunning(),
                                queue.testsWaiting()));
            }
        }
    }

    private void start(int number, List<ConformanceTest> lot) {
        host.ok("mkdir -p %s/%d".formatted(HOME, number), PATIENCE);
        String focus = ConformanceTest.focus(lot).replace("'", "'\\''");
        String kubeconfig = node.directory() + "/kubeconfig";
        // asyncpreemptoff: signals are dear in User-Mode Linux
        host.start("e2e-" + number, """
                cd %1$s/%2$d
                export PATH=%1$s/bin:$PATH KUBECONFIG=%3$s HOME=/root GODEBUG=asyncpreemptoff=1 GOGC=200
                %1$s/bin/e2e.test --provider=skeleton --kubeconfig=%3$s --disable-log-dump --report-dir=. \
                    --ginkgo.no-color --ginkgo.silence-skips --ginkgo.timeout=%4$dm --ginkgo.focus='%5$s'
                echo $? > exit.new
                mv exit.new exit
                """.formatted(HOME, number, kubeconfig, MINUTES_FOR_ONE * lot.size(), focus));
    }

    private List<Integer> ended(Set<Integer> processes) {
        return Arrays.stream(host.run("cd %s && ls -d */exit".formatted(HOME), PATIENCE)
                        .output()
                        .split("\\s+", -1))
                .filter(word -> word.matches("\\d+/exit"))
                .map(word -> Integer.parseInt(word.split("/", 2)[0]))
                .filter(processes::contains)
                .toList();
    }

    private void collect(int number, ConformanceQueue queue) {
        List<ConformanceResult> found = queue.ended(number, report(number), () -> end(number));
        results.add(found);
        found.stream().filter(ConformanceResult::failed).forEach(result -> {
            say("FAILED " + result.test());
            say("       " + result.reason());
        });
        host.run("rm -rf %s/%d".formatted(HOME, number), PATIENCE);
    }

    private String end(int number) {
        return host.run("tail -n 60 /run/lab/e2e-%d.log".formatted(number)).output();
    }

    private Map<String, ConformanceResult> report(int number) {
        try {
            Path copy = Files.createTempFile("junit", ".xml");
            try {
                host.copyFrom("%s/%d/junit_01.xml".formatted(HOME, number), copy);
                return JunitXml.read(copy).stream()
                        .collect(Collectors.toMap(ConformanceResult::test, Function.identity(), (a, b) -> b));
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (LabException | IOException e) {
            // a process that was killed leaves none, or a part of one
            say("process %d of the suite has left no report".formatted(number));
            return Map.of();
        }
    }

    private void say(String line) {
        System.out.printf("%6d s  %s%n", (System.nanoTime() - start) / 1_000_000_000L, line);
    }
}
