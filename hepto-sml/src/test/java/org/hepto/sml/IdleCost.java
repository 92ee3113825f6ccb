package org.hepto.sml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints what an idle node costs in a cluster: it runs in a JVM of its own with the flags of hepto's daemon, the other
 * nodes in this one. Arguments: number of nodes (default 100), seconds (default 60).
 */
public final class IdleCost {

    static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xms8m",
            "-Xmx64m",
            "-Xmn2m",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=10",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:MaxMetaspaceSize=96m",
            "-XX:-UsePerfData",
            "-XX:TrimNativeHeapInterval=5000",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            "-Dio.netty.allocator.type=unpooled",
            "-Dio.netty.noPreferDirect=true",
            "-Dio.netty.noUnsafe=true");

    private IdleCost() {}

    /** Measures, or is what is measured when the first argument is {@code child}. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 1 && arguments[0].equals("child")) {
            idle(arguments[1]);
            return;
        }
        int nodes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        measure(nodes, seconds);
    }

    private static void idle(String anchor) throws InterruptedException {
        try (JavaPeer idle = start("idle")) {
            idle.join(anchor);
            Thread.currentThread().join();
        }
    }

    private static JavaPeer start(String name) {
        return JavaPeer.start(name, options -> options.withTiming(Timing.WAN).withKeyring(Keyring.of(Bytes.hex(KEY))));
    }

    private static final String KEY = "000102030405060708090a0b0c0d0e0f";

    private static void measure(int nodes, int seconds) throws IOException, InterruptedException {
        var clusters = new ArrayList<JavaPeer>();
        for (int i = 1; i < nodes; i++) {
            clusters.add(start("n" + i));
            clusters.getLast().join(clusters.getFirst().address());
        }
        var command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(FLAGS);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                IdleCost.class.getName(),
                "child",
                clusters.getFirst().address()));
        Process child = new ProcessBuilder(command).inheritIO().start();
        try {
            clusters.forEach(cluster -> cluster.awaitLiving(nodes));
            System.err.printf("… %d nodes know each other; settling for 20 s, measuring for %d s%n", nodes, seconds);
            Thread.sleep(20_000);
            long before = ticks(child.pid());
            Thread.sleep(1000L * seconds);
            double cpu = (ticks(child.pid()) - before) / 100.0 / seconds * 100;
            System.out.printf("an idle node among %d nodes, WAN, sealed: %.2f %% of one CPU%n", nodes, cpu);
            Files.readAllLines(Path.of("/proc/" + child.pid() + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Rss") || line.startsWith("Anonymous"))
                    .forEach(System.out::println);
        } finally {
            child.destroyForcibly();
            clusters.forEach(JavaPeer::close);
        }
    }

    /** CPU time of a process in hundredths of a second. */
    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    }
}
