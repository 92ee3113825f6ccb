package org.hepto.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.lab.Lab;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./dev bench}: what an idle master with one pod costs, 60 s after it became Ready, and where the time of its
 * start went. A benchmark: it prints, and fails only when something does not run.
 */
public final class Bench {
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final HeptoNode node;

    private Bench(HeptoNode node) {
        this.node = node;
    }

    /** Exit code 2 and one line for what the user can put right. */
    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            run(BenchOptions.parse(arguments));
        } catch (IllegalArgumentException | IOException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
        }
    }

    private static void run(BenchOptions options) throws IOException, InterruptedException {
        if (options.table().isPresent()) {
            System.out.println(new BenchReport(Figures.read(options.table().get())).markdown());
            return;
        }
        // before the run, which may replace the file
        Optional<Figures> earlier = options.against().isPresent()
                ? Optional.of(Figures.read(options.against().get()))
                : Optional.empty();
        Figures figures;
        try (Lab lab = new Lab()) {
            HeptoNode node = HeptoNode.boot(lab);
            if (options.vanilla()) {
                node.set("HEPTO_VANILLA", "1");
            }
            figures = new Bench(node).measure(options.vanilla());
            figures.write(options.out());
        }
        System.out.println(new BenchReport(figures).text());
        System.out.println("written to " + options.out());
        earlier.ifPresent(old -> System.out.println("\n" + new BenchComparison(old, figures).text()));
    }

    private Figures measure(boolean vanilla) throws IOException, InterruptedException {
        String files = node.filesOutside();
        Figures.Start first = start();
        node.kubectl("run idle --image=docker.io/library/busybox:lab --image-pull-policy=Never -- sleep 100000");
        node.kubectl("wait --for=condition=Ready pod/idle --timeout=240s");
        Figures.IdleCpu idle = idle();
        List<ProcessMemory> processes = ProcessMemory.of(node);
        List<String> written = new ArrayList<>(node.filesOutside().lines().toList());
        written.removeAll(files.lines().toList());
        System.out.println("written outside the data directory: " + (written.isEmpty() ? "nothing" : written));
        JsonNode status = status();
        node.process().stop(Duration.ofSeconds(60));
        return new Figures(
                status.path("version").asString(),
                status.path("build").asString(),
                vanilla,
                Files.size(HeptoNode.jar()),
                first,
                start(),
                processes,
                Anonymous.of(processes),
                idle);
    }

    private Figures.Start start() {
        long begin = System.nanoTime();
        node.startAndAwaitReady();
        double ready = seconds(begin);
        double cpu = usage().all();
        List<Figures.UnitStart> units = new ArrayList<>();
        for (JsonNode unit : status().path("units")) {
            units.add(new Figures.UnitStart(
                    unit.path("name").asString(),
                    unit.path("waitedMs").asLong(),
                    unit.path("startMs").asLong(),
                    unit.path("startCpuMs").asLong()));
        }
        return new Figures.Start(ready, cpu, units);
    }

    private Figures.IdleCpu idle() throws InterruptedException {
        CpuUsage before = usage();
        long begin = System.nanoTime();
        Thread.sleep(IDLE);
        CpuUsage used = usage().since(before);
        return new Figures.IdleCpu(seconds(begin), used.all(), used.cgroups());
    }

    private CpuUsage usage() {
        return CpuUsage.parse(node.host().ok(CpuUsage.SCRIPT));
    }

    private JsonNode status() {
        return new JsonMapper()
                .readTree(node.hepto("status --json --data " + HeptoNode.DATA).output());
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
