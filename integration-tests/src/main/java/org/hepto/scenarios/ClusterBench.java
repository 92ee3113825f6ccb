package org.hepto.scenarios;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.Site;

/**
 * {@code ./dev bench cluster}: what an idle master and an idle node take in a cluster of two, and what goes from pod to pod
 * through the mesh, beside plain WireGuard between the same hosts. A benchmark: it prints, and fails only when something
 * does not run.
 */
public final class ClusterBench {
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** Of each uplink: a round trip goes through four and takes 5 ms. */
    private static final Duration ONE_WAY = Duration.ofNanos(1_250_000);

    private static final Duration START = Duration.ofSeconds(15);
    private static final int ROUNDS = 5;
    private static final int SECONDS = 10;
    private static final int PORT = 5001;

    /** That of the mesh on such hosts. */
    private static final int MTU = 1412;

    private static final String KEY = "/data/plain.key";
    private static final String PLAIN_SENDER = "fd77::1";
    private static final String PLAIN_RECEIVER = "fd77::2";

    private final Cluster cluster;
    private final HeptoNode master;
    private final HeptoNode node;

    private ClusterBench(Lab lab) {
        Site here = lab.site("here").wan(ONE_WAY, 0);
        Site there = lab.site("there").wan(ONE_WAY, 0);
        cluster = Cluster.in(lab).master("m1", here).node("n1", there);
        master = cluster.master();
        node = cluster.get("n1");
    }

    /** Takes no arguments. */
    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            System.err.printf("bench: unknown option '%s'; usage: ./dev bench cluster%n", arguments[0]);
            System.exit(2);
        }
        try (Lab lab = new Lab()) {
            System.out.println(new ClusterBench(lab).measure().text());
        }
    }

    private ClusterReport measure() {
        cluster.start();
        cluster.awaitReady();
        SpreadPods pods = SpreadPods.on(cluster);
        HeptoNode.eventually("pods to reach each other", pods::reachEachOther);
        HeptoNode.pause(IDLE);
        Map<String, Anonymous> memory = new HashMap<>();
        memory.put("master", Anonymous.of(ProcessMemory.of(master)));
        memory.put("node", Anonymous.of(ProcessMemory.of(node)));
        return throughput(memory, pods.address(master.name()));
    }

    /** By turns: what else the machine does strikes both alike. */
    private ClusterReport throughput(Map<String, Anonymous> memory, String pod) {
        plainTunnel();
        String serve = java(Transfer.class, "serve " + PORT);
        BackgroundProcess plainServer = master.host().start("serve-plain", "exec " + serve);
        BackgroundProcess podServer = master.host().start("serve-pod", "exec " + SpreadPods.inNetwork(serve));
        HeptoNode.pause(START);
        List<Double> mesh = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            plain.add(mbits(fetch(PLAIN_SENDER)));
            mesh.add(mbits(SpreadPods.inNetwork(fetch(pod))));
        }
        plainServer.stop(START);
        podServer.stop(START);
        return new ClusterReport(memory, mesh, plain);
    }

    private static String fetch(String address) {
        return java(Transfer.class, "fetch %s %d %d".formatted(address, PORT, SECONDS));
    }

    private double mbits(String command) {
        return Double.parseDouble(node.host().ok(command));
    }

    private void plainTunnel() {
        String senders = publicKey(master.host());
        String receivers = publicKey(node.host());
        tunnel(master.host(), PLAIN_SENDER, PLAIN_RECEIVER, receivers, node.host());
        tunnel(node.host(), PLAIN_RECEIVER, PLAIN_SENDER, senders, master.host());
    }

    private static String publicKey(LabHost host) {
        return host.ok(java(PlainTunnel.class, "key " + KEY));
    }

    private static void tunnel(LabHost host, String own, String peer, String key, LabHost to) {
        host.ok(java(PlainTunnel.class, "up %s %s %s %s %s %d".formatted(KEY, own, peer, key, to.address(), MTU)));
    }

    /** A main class among those of the bench, in a host, which sees the machine's files. */
    private static String java(Class<?> main, String arguments) {
        String classPath = Stream.of(System.getProperty("java.class.path").split(":", -1))
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .collect(Collectors.joining(":"));
        return "%s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m --enable-native-access=ALL-UNNAMED -cp %s %s %s"
                .formatted(HeptoNode.java(), classPath, main.getName(), arguments);
    }
}
