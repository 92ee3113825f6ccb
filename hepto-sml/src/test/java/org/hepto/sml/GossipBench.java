package org.hepto.sml;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is measured, each part in a JVM of its own: {@code packets} (beside Go), {@code idle} (a node among 100),
 * {@code hostile [seconds]} (under attack), {@code map [owners]} (the replicated map),
 * {@code churn [nodes [hours]]} (the map with a hostile member) and {@code simulation [sizes]}; all of
 * them without arguments. {@code FIGURES.md} says what came out.
 */
public final class GossipBench {

    /** 5000 nodes that know each other are 25 million members. */
    private static final String SIMULATION_HEAP = "-Xmx6g";

    private GossipBench() {}

    /** Measures what the first argument names; the rest goes to it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> rest = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
        switch (arguments.length == 0 ? "all" : arguments[0]) {
            case "packets" -> packets();
            case "idle" -> idle(rest);
            case "hostile" -> hostile(rest);
            case "simulation" -> simulation(rest);
            case "map" -> map(rest);
            case "churn" -> churn(rest);
            case "all" -> {
                packets();
                idle(rest);
                hostile(rest);
                map(rest);
                churn(rest);
                simulation(rest);
            }
            default -> {
                System.err.println(
                        "bench gossip: unknown part '%s': packets, idle [NODES [SECONDS]], hostile [SECONDS], map [OWNERS], churn [NODES [HOURS]], simulation [SIZES]"
                                .formatted(arguments[0]));
                System.exit(2);
            }
        }
    }

    private static void packets() throws IOException, InterruptedException {
        run(WireBenchmark.class, List.of("-Xmx256m"), List.of());
    }

    private static void idle(List<String> arguments) throws IOException, InterruptedException {
        run(IdleCost.class, List.of("-Xmx1g"), arguments);
    }

    private static void hostile(List<String> arguments) throws IOException, InterruptedException {
        run(HostileBench.class, List.of("-Xmx1g"), arguments);
    }

    private static void map(List<String> arguments) throws IOException, InterruptedException {
        run(MapBench.class, List.of(SIMULATION_HEAP, "-XX:TieredStopAtLevel=1"), arguments);
    }

    private static void churn(List<String> arguments) throws IOException, InterruptedException {
        run(HostileCluster.class, List.of(SIMULATION_HEAP), arguments);
    }

    private static void simulation(List<String> sizes) throws IOException, InterruptedException {
        run(SimulationTable.class, List.of(SIMULATION_HEAP), sizes);
    }

    private static void run(Class<?> part, List<String> flags, List<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(flags);
        command.add(part.getName());
        command.addAll(arguments);
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            System.exit(code);
        }
    }
}
