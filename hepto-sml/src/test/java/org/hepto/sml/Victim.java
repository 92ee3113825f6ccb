package org.hepto.sml;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * A node with a full map in a JVM of its own, with the flags of hepto's daemon and a heap that is given. It says where it
 * listens, and answers each line on its standard input with the most heap that was in use after a full
 * collection since.
 */
final class Victim implements AutoCloseable {

    static final Keyring KEYS = Keyring.of(Bytes.hex("000102030405060708090a0b0c0d0e0f"));

    static final int NODES = 1000;

    /** The authority's and every node's, known to the attackers as far as it is public. */
    static final Identity IDENTITY =
            Identity.load(Bytes.hex("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29"
                    + "302e020100300506032b657004220420" + "00".repeat(32)));

    private static final AtomicLong HIGH = new AtomicLong();

    private final Process process;
    private final BufferedReader from;
    private final BufferedWriter to;
    private final Address address;

    /** Starts one with so many MiB of heap. */
    Victim(int mebi) throws IOException {
        var command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        IdleCost.FLAGS.forEach(flag -> command.add(flag.startsWith("-Xmx") ? "-Xmx" + mebi + "m" : flag));
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"), Victim.class.getName()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        from = process.inputReader(StandardCharsets.UTF_8);
        to = process.outputWriter(StandardCharsets.UTF_8);
        address = HostPort.resolve(line()).getFirst();
    }

    private String line() throws IOException {
        String line = from.readLine();
        if (line == null) {
            throw new IOException("the victim is dead");
        }
        return line;
    }

    Address address() {
        return address;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** The most heap in use after a full collection since the last question, in MiB. */
    double highWater() throws IOException {
        to.write("\n");
        to.flush();
        return Double.parseDouble(line());
    }

    /** The most memory that the process ever had, in MiB. */
    long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0)
                / 1024;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The node itself. */
    public static void main(String[] arguments) throws IOException {
        watchCollections();
        var options = ClusterOptions.named("victim", new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                .withTiming(Timing.LAN)
                .withKeyring(KEYS);
        MapOptions shared = MapOptions.of("bench", IDENTITY, AuthorityPolicy.of(IDENTITY));
        try (Cluster cluster = Cluster.start(options, new ClusterListener() {});
                ReplicatedMap map = ReplicatedMap.attach(cluster, shared, change -> {})) {
            map.restore(fullMap());
            System.out.println(cluster.address());
            BufferedReader in = new BufferedReader(new java.io.InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (in.readLine() != null) {
                System.gc();
                System.out.println(String.format(Locale.ROOT, "%.1f", HIGH.getAndSet(0) / (double) (1 << 20)));
            }
        }
    }

    /** A thousand nodes with six entries each, and a certificate of each that the authority has signed. */
    private static Bytes fullMap() {
        Map<SignedRecord.Id, SortedMap<String, Bytes>> roster = new HashMap<>();
        List<SignedRecord> owned = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            String name = "n" + i;
            roster.computeIfAbsent(Roster.shard(name), shard -> new TreeMap<>())
                    .put(name, new Admitted(IDENTITY.publicKey(), 1).encode());
            SortedMap<String, Bytes> entries = new TreeMap<>();
            for (int k = 0; k < 6; k++) {
                entries.put("key" + k, Bytes.wrap(new byte[60]));
            }
            owned.add(signed(new SignedRecord.Id(name, ""), 1, entries));
            SortedMap<String, Bytes> certificate = new TreeMap<>(Map.of("certificate", Bytes.wrap(new byte[700])));
            owned.add(signed(new SignedRecord.Id(name, "authority"), 1, certificate));
        }
        List<SignedRecord> all = new ArrayList<>();
        roster.forEach((shard, entries) -> all.add(signed(shard, 0, entries)));
        all.addAll(owned);
        return MapCodec.message(all);
    }

    /** Without a signature: what comes from the disk is not verified. */
    private static SignedRecord signed(SignedRecord.Id id, long serial, SortedMap<String, Bytes> entries) {
        return new SignedRecord(id, serial, 1, entries, IDENTITY.publicKey(), Bytes.wrap(new byte[Identity.SIGNATURE]));
    }

    private static void watchCollections() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, handback) -> {
                                var info = GarbageCollectionNotificationInfo.from(
                                        (CompositeData) notification.getUserData());
                                if (!info.getGcAction().contains("major")) {
                                    return; // what is promoted early may be garbage
                                }
                                long used = info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                                        .filter(pool -> isHeap(pool.getKey()))
                                        .map(Map.Entry::getValue)
                                        .mapToLong(MemoryUsage::getUsed)
                                        .sum();
                                HIGH.accumulateAndGet(used, Math::max);
                            },
                            null,
                            null);
        }
    }

    private static boolean isHeap(String pool) {
        return pool.startsWith("Eden") || pool.startsWith("Survivor") || pool.startsWith("Tenured");
    }
}
