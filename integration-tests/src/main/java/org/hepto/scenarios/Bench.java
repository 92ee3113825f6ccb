package org.hepto.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hepto.lab.Lab;

/**
 * {@code ./dev bench}: what an idle master with one pod costs, 60 s after it became Ready, and where the time of its
 * start went. A benchmark: it prints, and fails only when something does not run.
 */
public final class Bench {
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** One line per process: cgroup, pid, name, then KiB of Rss, Pss and Anonymous from smaps_rollup (proc(5)). */
    private static final String PROCESSES = """
            cd /sys/fs/cgroup/hepto/hepto_n1 && for f in $(find . -name cgroup.procs); do for p in $(cat $f); do
              echo $(dirname ${f#./}) $p $(tr ' ' _ < /proc/$p/comm) $(awk '/^Rss:|^Pss:|^Anonymous:/ {print $2}' /proc/$p/smaps_rollup)
            done; done
            """;

    private record Usage(String cgroup, String name, long rss, long pss, long anonymous) {
        static Usage parse(String line) {
            String[] words = line.split(" ", -1);
            return new Usage(
                    words[0], words[2], Long.parseLong(words[3]), Long.parseLong(words[4]), Long.parseLong(words[5]));
        }

        boolean isWorkload() {
            return cgroup.startsWith("kubepods") && !name.equals("pause");
        }

        String row() {
            return "%-16s %-18s %8.1f %8.1f %10.1f"
                    .formatted(cgroup.split("/", 2)[0], name, rss / 1024.0, pss / 1024.0, anonymous / 1024.0);
        }
    }

    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (Lab lab = new Lab()) {
            HeptoNode node = HeptoNode.boot(lab);
            String files = node.filesOutside();
            long start = System.nanoTime();
            node.startAndAwaitReady();
            double first = seconds(start);
            node.kubectl("run idle --image=docker.io/library/busybox:lab --image-pull-policy=Never -- sleep 100000");
            node.kubectl("wait --for=condition=Ready pod/idle --timeout=240s");
            Thread.sleep(IDLE);
            memory(node);
            units(node);
            System.out.printf("start to Ready s: %.0f (the first start, with the JVM's cache made)%n", first);
            size(node, files);
            again(node);
        }
    }

    private static void memory(HeptoNode node) {
        List<Usage> usages = new ArrayList<>();
        node.host().ok(PROCESSES).lines().map(Usage::parse).forEach(usages::add);
        System.out.printf("%-16s %-18s %8s %8s %10s%n", "CGROUP", "PROCESS", "RSS MiB", "PSS MiB", "ANON MiB");
        usages.stream().filter(u -> !u.isWorkload()).map(Usage::row).forEach(System.out::println);
        long total = usages.stream()
                .filter(u -> !u.isWorkload())
                .mapToLong(Usage::anonymous)
                .sum();
        System.out.printf("total anonymous MiB: %.0f%n%n", total / 1024.0);
    }

    private static void units(HeptoNode node) {
        System.out.printf("%-20s %10s %10s%n", "UNIT", "WAITED s", "START s");
        String json = node.hepto("status --json --data " + HeptoNode.DATA).output();
        String name = "";
        long waited = 0;
        for (String line : json.lines().map(String::strip).toList()) {
            if (line.startsWith("\"name\"")) {
                name = line.split("\"", -1)[3];
            } else if (line.startsWith("\"waitedMs\"")) {
                waited = number(line);
            } else if (line.startsWith("\"startMs\"")) {
                System.out.printf("%-20s %10.1f %10.1f%n", name, waited / 1000.0, number(line) / 1000.0);
            }
        }
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    private static void size(HeptoNode node, String before) throws IOException {
        System.out.printf("hepto.jar MB: %.0f%n", Files.size(HeptoNode.jar()) / 1e6);
        List<String> written = new ArrayList<>(node.filesOutside().lines().toList());
        written.removeAll(before.lines().toList());
        System.out.println("written outside the data directory: " + (written.isEmpty() ? "nothing" : written));
    }

    private static void again(HeptoNode node) {
        node.process().stop(Duration.ofSeconds(60));
        long start = System.nanoTime();
        node.startAndAwaitReady();
        System.out.printf("start to Ready s: %.0f (the second start)%n", seconds(start));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
