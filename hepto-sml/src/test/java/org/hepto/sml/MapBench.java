package org.hepto.sml;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.hepto.sml.Simulation.SimNode;

/**
 * Prints what the replicated map costs: a thousand owners (or as many as the first argument says) with six entries each, two
 * real nodes on loopback in the WAN preset with the first compiler alone, and a whole cluster on a virtual clock.
 */
public final class MapBench {

    private static final Identity AUTHORITY = Identity.generate();
    private static final int ENTRIES = 6;
    private static final int DIFFERING = 500;
    private static final long MINUTE = 60_000;

    private MapBench() {}

    /** Measures and prints. */
    public static void main(String[] arguments) throws InterruptedException {
        int owners = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < owners; i++) {
            identities.add(Identity.generate());
        }
        Bytes before = full(identities, 1, 0, 1);
        long size = before.length();
        System.out.printf("%d owners with %d entries: %d KiB of records%n", owners, ENTRIES, size >> 10);
        System.out.println("| what | KiB | s | CPU s | signatures |");
        System.out.println("|---|---|---|---|---|");
        restore(before);
        join(before);
        heal(identities);
        simulate(owners);
    }

    /** All records, those of some owners in a later version. */
    private static Bytes full(List<Identity> identities, long version, int from, int step) {
        Map<SignedRecord.Id, Map<String, Bytes>> roster =
                new TreeMap<>((one, other) -> one.section().compareTo(other.section()));
        List<SignedRecord> owned = new ArrayList<>();
        for (int i = 0; i < identities.size(); i++) {
            String name = "n" + i;
            roster.computeIfAbsent(Roster.shard(name), shard -> new TreeMap<>())
                    .put(name, new Admitted(identities.get(i).publicKey(), 1).encode());
            boolean later = i >= from && (i - from) % step == 0 && i < from + step * DIFFERING / 2;
            Map<String, Bytes> entries = new TreeMap<>();
            for (int k = 0; k < ENTRIES; k++) {
                entries.put("key" + k, Bytes.wrap(new byte[60]));
            }
            owned.add(SignedRecord.sign(
                    "bench", identities.get(i), new SignedRecord.Id(name, ""), 1, later ? version : 1, entries));
        }
        List<SignedRecord> all = new ArrayList<>();
        roster.forEach((shard, entries) -> all.add(SignedRecord.sign("bench", AUTHORITY, shard, 0, 1, entries)));
        all.addAll(owned);
        return MapCodec.message(all);
    }

    private static ReplicatedMap node(String name) {
        ClusterOptions options = ClusterOptions.named(name, new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))
                .withKeyring(Keyring.of(Vectors.KEY_256));
        AuthorityPolicy policy = AuthorityPolicy.of(AUTHORITY);
        return ReplicatedMap.attach(
                Cluster.start(options, new ClusterListener() {}),
                MapOptions.of("bench", Identity.generate(), policy),
                change -> {});
    }

    /** Time, CPU time and bytes since a moment. */
    private static final class Meter {
        private final OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private final long began = System.nanoTime();
        private final long cpu = system.getProcessCpuTime();

        void print(String what, long bytes, long signatures) {
            System.out.printf(
                    "| %s | %.1f | %.2f | %.2f | %d |%n",
                    what,
                    bytes / 1024.0,
                    (System.nanoTime() - began) / 1e9,
                    (system.getProcessCpuTime() - cpu) / 1e9,
                    signatures);
        }
    }

    private static long sum(String counter, ReplicatedMap... maps) {
        long sum = 0;
        for (ReplicatedMap map : maps) {
            sum += map.counters().getOrDefault(counter, 0L);
        }
        return sum;
    }

    /** Bytes of user states and messages until two copies are equal, the one with nothing else to do begins. */
    private static long exchanged(Bytes one, Bytes other) {
        Replica asking = replica(one);
        Replica asked = replica(other);
        long bytes = 0;
        do {
            Bytes state = asking.state(2);
            Bytes answer = asked.answer(asking.digest(), 2);
            bytes += state.length() + answer.length();
            MapDigest theirs = asking.receive(answer, "", 2, entry -> true).digest();
            for (Bytes message : theirs == null ? List.<Bytes>of() : asking.messages(theirs)) {
                bytes += message.length();
                asked.receive(message, "", 2, entry -> true);
            }
        } while (!asking.digest().equals(asked.digest()));
        return bytes;
    }

    private static Replica replica(Bytes... saved) {
        Replica replica =
                new Replica(AuthorityPolicy.of(AUTHORITY), "bench", "x", AUTHORITY, change -> {}, new Counters());
        for (Bytes one : saved) {
            replica.restore(one, 2);
        }
        return replica;
    }

    private static void restore(Bytes full) {
        ReplicatedMap map = node("n0");
        Meter meter = new Meter();
        map.restore(full);
        meter.print("restart with the saved map", full.length(), sum("records-verified", map));
        TestMaps.kill(map);
    }

    private static void awaitEqual(ReplicatedMap one, ReplicatedMap other) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!one.digest().equals(other.digest())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the maps do not become equal");
            }
            Thread.sleep(20);
        }
    }

    private static void connect(ReplicatedMap from, ReplicatedMap to) {
        from.cluster().join(List.of(to.cluster().address().toString())).join();
    }

    private static void join(Bytes full) throws InterruptedException {
        ReplicatedMap one = node("n0");
        ReplicatedMap other = node("n1");
        one.restore(full);
        Meter meter = new Meter();
        connect(other, one);
        awaitEqual(one, other);
        meter.print(
                "restart with nothing",
                exchanged(MapCodec.message(List.of()), full),
                sum("records-verified", one, other));
        idle(full, one, other);
        TestMaps.kill(one);
        TestMaps.kill(other);
    }

    private static void idle(Bytes full, ReplicatedMap one, ReplicatedMap other) throws InterruptedException {
        Thread.sleep(2000);
        long verified = sum("records-verified", one, other);
        Meter meter = new Meter();
        connect(other, one);
        Thread.sleep(200);
        meter.print(
                "push/pull without differences, both ways",
                exchanged(full, full),
                sum("records-verified", one, other) - verified);
    }

    private static void heal(List<Identity> identities) throws InterruptedException {
        ReplicatedMap one = node("n0");
        ReplicatedMap other = node("n1");
        Bytes ours = full(identities, 2, 0, 2);
        Bytes theirs = full(identities, 2, 1, 2);
        one.restore(ours);
        other.restore(theirs);
        Meter meter = new Meter();
        connect(other, one);
        awaitEqual(one, other);
        meter.print(
                "heal when %d records differ".formatted(DIFFERING),
                exchanged(ours, theirs),
                sum("records-verified", one, other));
        TestMaps.kill(one);
        TestMaps.kill(other);
    }

    /** All nodes of a cluster whose halves were apart, until their maps are equal again. */
    private static void simulate(int nodes) {
        Simulation simulation = new Simulation(nodes, Timing.WAN).cluster(nodes);
        SimNode first = simulation.get(0).withMap(SimMap::of);
        SimMap.admitAll(simulation);
        simulation.nodes().forEach(node -> {
            if (node != first) {
                node.withMap(SimMap::of)
                        .map()
                        .replica
                        .restore(first.map().replica.save(), SimMap.EPOCH);
            }
        });
        simulation.run(MINUTE);
        for (int i = 0; i < nodes; i++) {
            simulation.get(i).side = i % 2;
        }
        simulation.run(5 * MINUTE);
        for (int i = 0; i < Math.min(DIFFERING, nodes); i++) {
            simulation.get(i).map().put("endpoint", "of " + i, simulation.now());
        }
        simulation.run(5 * MINUTE);
        simulation.nodes().forEach(node -> node.side = 0);
        long healed = simulation.now();
        long bytes = simulation.streamBytes();
        while (!equal(simulation)) {
            simulation.run(1000);
        }
        System.out.printf(
                "%n%d nodes on a virtual clock, two halves in which %d records changed: equal %.0f s after the partition,"
                        + " %.1f KiB of the map sent over streams by each node%n",
                nodes,
                Math.min(DIFFERING, nodes),
                (simulation.now() - healed) / 1000.0,
                (simulation.streamBytes() - bytes) / 1024.0 / nodes);
    }

    private static boolean equal(Simulation simulation) {
        MapDigest first = simulation.get(0).map().replica.digest();
        return simulation.nodes().stream()
                .allMatch(node -> node.map().replica.digest().equals(first));
    }
}
