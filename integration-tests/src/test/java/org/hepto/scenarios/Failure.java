package org.hepto.scenarios;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What may happen to a cluster of a master and homes, and what it recovers from by itself. */
sealed interface Failure {
    /** How often the master's power is cut at most: each takes minutes. */
    int MASTER_CUTS = 2;

    /** Of a partition, in seconds. */
    int SHORTEST = 20;

    /** Of a partition, in seconds. */
    int LONGEST = 90;

    /** For which a host is off at most, in seconds. */
    int OFF = 30;

    /** A kill -9 of the daemon. */
    record DaemonKill(String node) implements Failure {}

    /** A kill -9 of a plane, {@code node} or {@code control-plane}. */
    record PlaneKill(String node, String plane) implements Failure {}

    /** A host that is off for a while. */
    record PowerCut(String node, Duration off) implements Failure {}

    /** Sites that nothing leaves and nothing reaches for a while. */
    record Partition(List<String> nodes, Duration lasts) implements Failure {
        public Partition {
            nodes = List.copyOf(nodes);
        }
    }

    /** A home that gets a prefix that it never had. */
    record Renumbering(String node, String prefix, boolean graceful) implements Failure {}

    /** Draws so many; equal random numbers make equal failures. */
    static List<Failure> draw(Random random, String master, List<String> homes, int count) {
        List<String> all = Stream.concat(Stream.of(master), homes.stream()).toList();
        List<Failure> drawn = new ArrayList<>();
        while (drawn.size() < count) {
            Failure failure = one(random, all, homes, drawn.size());
            if (!isPowerCut(failure, master)
                    || drawn.stream().filter(one -> isPowerCut(one, master)).count() < MASTER_CUTS) {
                drawn.add(failure);
            }
        }
        return drawn;
    }

    private static boolean isPowerCut(Failure failure, String node) {
        return failure instanceof PowerCut cut && cut.node().equals(node);
    }

    private static Failure one(Random random, List<String> all, List<String> homes, int number) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> new DaemonKill(any(random, all));
            case 4, 5, 6 -> new PlaneKill(any(random, all), "node");
            case 7 -> new PlaneKill(all.getFirst(), "control-plane");
            case 8, 9, 10 -> new PowerCut(any(random, all), seconds(random, 1, OFF));
            case 11, 12, 13, 14 -> new Partition(List.of(any(random, all)), seconds(random, SHORTEST, LONGEST));
            case 15 -> new Partition(all, seconds(random, SHORTEST, LONGEST));
            case 16, 17 -> new Renumbering(any(random, homes), prefix(number), true);
            default -> new Renumbering(any(random, homes), prefix(number), false);
        };
    }

    private static String prefix(int number) {
        return "2001:db8:%x::/64".formatted(0xb00 + number);
    }

    private static String any(Random random, List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private static Duration seconds(Random random, int from, int to) {
        return Duration.ofSeconds(random.nextInt(from, to + 1));
    }
}
