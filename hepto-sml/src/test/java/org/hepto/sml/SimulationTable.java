package org.hepto.sml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Prints how clusters of several sizes behave on a virtual clock, each figure beside what the formulae promise. Arguments:
 * sizes (default 10 100 1000 5000). All in the WAN preset, delays of 20-80 ms one way. How far it is goes to standard
 * error.
 */
public final class SimulationTable {

    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    /** Bytes that one node keeps of another, with room for the collector. */
    private static final long BYTES_PER_PAIR = 200;

    private static final String COLUMNS = "%6s | %-15s | %-9s | %-21s | %-17s | %-25s | %-14s | %s%n";

    private SimulationTable() {}

    /** Runs and prints. */
    public static void main(String[] arguments) {
        List<Integer> sizes = new ArrayList<>();
        for (String argument : arguments) {
            sizes.add(Integer.valueOf(argument));
        }
        if (sizes.isEmpty()) {
            sizes.addAll(List.of(10, 100, 1000, 5000));
        }
        System.out.println("WAN preset; seconds; (formula)");
        System.out.printf(
                COLUMNS,
                "nodes",
                "packets/node/s",
                "bytes/n/s",
                "change at 99 % / all",
                "first suspicion",
                "declared dead, first/all",
                "false suspects",
                "false deaths (5 % loss)");
        for (int size : sizes) {
            long heap = BYTES_PER_PAIR * size * size;
            if (heap <= Runtime.getRuntime().maxMemory()) {
                row(size);
            } else {
                System.out.printf("%6d | left out: it needs a heap of %d MiB, give -Xmx%<dm%n", size, heap >> 20);
            }
        }
    }

    /** Runs in steps, and says every ten seconds of real time how far it is. */
    private static void run(Simulation simulation, long millis, String what) {
        long end = simulation.now() + millis;
        long said = System.nanoTime();
        while (simulation.now() < end) {
            simulation.run(Math.min(SECOND, end - simulation.now()));
            if (System.nanoTime() - said > TimeUnit.SECONDS.toNanos(10)) {
                said = System.nanoTime();
                System.err.printf(
                        "… %d nodes, %s: %d s to go%n",
                        simulation.nodes().size(), what, (end - simulation.now()) / SECOND);
            }
        }
    }

    /** What a cluster without losses did. */
    private record Calm(double packets, double bytes, List<Long> change, List<Long> detection) {}

    private static Calm calm(int n) {
        var simulation = new Simulation(n, Timing.WAN).cluster(n);
        run(simulation, 2 * MINUTE, "settling");
        long packets = simulation.packets();
        long bytes = simulation.bytes();
        run(simulation, MINUTE, "idle");
        double packetRate = (simulation.packets() - packets) / 60.0 / n;
        double byteRate = (simulation.bytes() - bytes) / 60.0 / n;
        return new Calm(packetRate, byteRate, change(simulation), detection(simulation, n));
    }

    private static void row(int n) {
        Calm calm = calm(n);
        long[] wrong = lossy(n);
        System.out.printf(
                COLUMNS,
                n,
                "%.2f (%.2f)".formatted(calm.packets(), Expectations.idlePackets(Timing.WAN)),
                "%.0f".formatted(calm.bytes()),
                "%.1f / %.1f (%.1f)"
                        .formatted(
                                at(calm.change(), 0.99),
                                at(calm.change(), 1),
                                Expectations.gossipRounds(n, Timing.WAN.gossipNodes())
                                        * Timing.WAN.millis().gossipInterval()
                                        / 1000.0),
                "%.1f (<%d)"
                        .formatted(
                                calm.detection().get(0) / 1000.0, Expectations.latestSuspicion(Timing.WAN, n) / SECOND),
                "%.1f/%.1f (+%d..%d)"
                        .formatted(
                                calm.detection().get(1) / 1000.0,
                                calm.detection().get(2) / 1000.0,
                                ClusterMath.suspicionMin(Timing.WAN, n) / SECOND,
                                ClusterMath.suspicionMax(Timing.WAN, n) / SECOND),
                "%.3f/node/h".formatted(wrong[0] / (double) n * 60 / wrong[2]),
                "%d in %d min".formatted(wrong[1], wrong[2]));
    }

    private static double at(List<Long> sorted, double share) {
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(index) / 1000.0;
    }

    /** When each node heard of a change of meta data. */
    private static List<Long> change(Simulation simulation) {
        long start = simulation.now();
        var times = new ArrayList<Long>();
        simulation.observe((node, event) -> {
            if (event.type() == MemberEvent.Type.UPDATE && event.node().name().equals("n1")) {
                times.add(simulation.now() - start);
            }
        });
        simulation.get(1).swim.meta(Bytes.utf8("changed"), start);
        int others = simulation.nodes().size() - 1;
        for (int i = 0; i < 60 && times.size() < others; i++) {
            run(simulation, 10 * SECOND, "a change");
        }
        simulation.observe((node, event) -> {});
        Collections.sort(times);
        return times;
    }

    /** First suspicion, first and last declaration after a death. */
    private static List<Long> detection(Simulation simulation, int n) {
        long start = simulation.now();
        var suspected = new ArrayList<Long>();
        var failed = new ArrayList<Long>();
        Set<String> knowing = new HashSet<>();
        simulation.observe((node, event) -> {
            if (event.node().name().equals("n0")) {
                if (event.type() == MemberEvent.Type.SUSPECT) {
                    suspected.add(simulation.now() - start);
                } else if (event.type() == MemberEvent.Type.FAILED && knowing.add(node.name)) {
                    failed.add(simulation.now() - start);
                }
            }
        });
        simulation.get(0).down = true;
        for (int i = 0; i < 120 && failed.size() < n - 1; i++) {
            run(simulation, 10 * SECOND, "a death");
        }
        simulation.observe((node, event) -> {});
        return List.of(suspected.getFirst(), failed.getFirst(), failed.getLast());
    }

    /** Suspicions and deaths of living nodes with 5 % loss of packets and streams, and in how many minutes. */
    private static long[] lossy(int n) {
        long minutes = n <= 100 ? 60 : n <= 1000 ? 10 : 2;
        var simulation = new Simulation(n, Timing.WAN).cluster(n).loss(0.05, 0.05);
        long[] wrong = {0, 0, minutes};
        Set<String> suspected = new HashSet<>();
        simulation.observe((node, event) -> {
            if (event.type() == MemberEvent.Type.SUSPECT
                    && suspected.add(event.node().name() + event.node().incarnation())) {
                wrong[0]++;
            } else if (event.type() == MemberEvent.Type.FAILED) {
                wrong[1]++;
            }
        });
        run(simulation, minutes * MINUTE, "losses");
        return wrong;
    }
}
