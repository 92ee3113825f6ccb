package org.hepto.sml;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints what a member with a map costs in memory: it runs in a JVM with the flags of hepto's daemon, beside one of the same
 * flags that does nothing; two more members run in this one. Arguments: seconds to wait (default 60), then flags to add; docs/memory.md has the commands.
 */
public final class DaemonCost {

    /** Those of JavaProgram and DaemonCommand in hepto-services, without its cache of classes. */
    static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=10",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:MaxMetaspaceSize=96m",
            "-XX:-UsePerfData",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-Dio.netty.allocator.type=unpooled",
            "-Dio.netty.noPreferDirect=true",
            "-Dio.netty.noUnsafe=true",
            "--enable-native-access=ALL-UNNAMED",
            "-Xms6m",
            "-Xmx24m",
            "-Xmn1m",
            "-XX:MinHeapFreeRatio=2",
            "-XX:MaxHeapFreeRatio=5",
            "-XX:MarkSweepDeadRatio=0",
            "-XX:MarkSweepAlwaysCompactCount=1",
            "-XX:SoftRefLRUPolicyMSPerMB=0",
            "-XX:TrimNativeHeapInterval=5000",
            "-XX:StackShadowPages=10",
            "-XX:StringTableSize=2048",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:SymbolTableSize=1024",
            "-Djdk.virtualThreadScheduler.parallelism=1");

    private static final Keyring KEYS = Keyring.of(Bytes.hex("000102030405060708090a0b0c0d0e0f"));

    private static final int TRAINING_SECONDS = 15;

    private DaemonCost() {}

    /** Measures, or is what is measured when the first argument is {@code idle}, {@code train} or {@code member}. */
    public static void main(String[] arguments) throws Exception {
        String first = arguments.length > 0 ? arguments[0] : "60";
        switch (first) {
            case "idle" -> live();
            case "train" -> train();
            case "member" -> member(arguments[1], Identity.loadOrCreate(Path.of(arguments[2])));
            default ->
                measure(
                        Integer.parseInt(first),
                        List.of(arguments).subList(Math.min(1, arguments.length), arguments.length));
        }
    }

    /** Collects now and then, as the daemon does when it is idle. */
    private static void live() throws InterruptedException {
        while (true) {
            Thread.sleep(5000);
            System.gc();
        }
    }

    /** Does what a member does, for a cache of its classes ({@code -XX:AOTCacheOutput}). */
    private static void train() throws Exception {
        Identity authority = Identity.generate();
        ReplicatedMap master = start("master", authority, authority);
        String address = master.cluster().address().toString();
        ReplicatedMap node = start("node", authority, Identity.generate());
        node.request(MapKey.text("name"), "node");
        node.put(MapKey.text("endpoint"), "[2001:db8::1]:51820");
        for (int i = 0; i < TRAINING_SECONDS; i++) {
            node.cluster().exchange(address).get();
            master.requests()
                    .keySet()
                    .forEach(fingerprint -> new Roster(master)
                            .admit("node", master.requester(fingerprint).orElseThrow()));
            Thread.sleep(1000);
        }
        node.cluster().close();
        master.cluster().close();
    }

    private static ReplicatedMap start(String name, Identity authority, Identity self) {
        Cluster cluster = Cluster.start(
                ClusterOptions.named(name, new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))
                        .withKeyring(KEYS),
                new ClusterListener() {});
        AuthorityPin pin = AuthorityPin.inMemory();
        pin.set(authority.publicKey());
        return ReplicatedMap.attach(cluster, MapOptions.of("cost", self, AuthorityPolicy.firstMet(pin)), change -> {});
    }

    private static void member(String anchor, Identity authority) throws InterruptedException {
        ReplicatedMap map = start("measured", authority, Identity.generate());
        map.request(MapKey.text("name"), "measured");
        map.put(MapKey.text("endpoint"), "[2001:db8::1]:51820");
        Thread.ofVirtual().start(() -> map.cluster().join(List.of(anchor)).join());
        live();
    }

    private static void measure(int seconds, List<String> more) throws Exception {
        Path file = Files.createTempDirectory("cost").resolve("authority");
        Identity authority = Identity.loadOrCreate(file);
        ReplicatedMap master = start("master", authority, authority);
        Identity other = Identity.generate();
        ReplicatedMap node = start("node", authority, other);
        new Roster(master).admit("node", other.publicKey());
        node.put(MapKey.text("endpoint"), "[2001:db8::2]:51820");
        String address = master.cluster().address().toString();
        node.cluster().join(List.of(address)).join();
        Process idle = child(more, "idle");
        Process member = child(more, "member", address, file.toString());
        try {
            for (int i = 0; i < seconds && master.requests().isEmpty(); i++) {
                Thread.sleep(1000);
            }
            String fingerprint = master.requests().keySet().iterator().next();
            new Roster(master).admit("measured", master.requester(fingerprint).orElseThrow());
            Thread.sleep(1000L * seconds);
            System.out.println("entries of the measured: " + master.snapshot().get("measured") + ", members: "
                    + master.cluster().living().size());
            print("nothing", idle.pid());
            print("member", member.pid());
        } finally {
            idle.destroyForcibly();
            member.destroyForcibly();
            node.cluster().kill();
            master.cluster().kill();
        }
    }

    private static Process child(List<String> more, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(FLAGS);
        command.addAll(more);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DaemonCost.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        return builder.start();
    }

    private static void print(String what, long pid) throws IOException {
        Map<String, Long> sums = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith("Anonymous:") || line.startsWith("Private_Dirty:")) {
                sums.put(line.substring(0, line.indexOf(':')), Long.parseLong(line.replaceAll("\\D", "")));
            }
        }
        long threads;
        try (var tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads = tasks.count();
        }
        System.out.printf("%s (pid %d): %s KiB, %d threads%n", what, pid, sums, threads);
    }
}
