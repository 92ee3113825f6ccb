package org.hepto.scenarios;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hepto.lab.Lab;
import org.hepto.lab.LabException;
import org.hepto.lab.LabHost;
import org.hepto.lab.Site;

/**
 * {@code ./dev demo}: a master at a hoster and nodes in two homes, and pods at work across them; with {@code --one} a
 * single node. Exit code 0 only when every step was seen.
 */
public final class Demo {
    private static final Set<String> OPTIONS = Set.of("--one", "--keep");
    private static final Duration LONG = Duration.ofHours(12);
    private static final Duration ONE_WAY = Duration.ofMillis(20);
    private static final double LOSS = 0.005;
    private static final int PPPOE = 1492;

    private final long start = System.nanoTime();

    private Demo() {}

    /** With {@code --keep} the hosts stay up and take commands. */
    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> options = List.of(arguments);
        options.stream().filter(option -> !OPTIONS.contains(option)).findFirst().ifPresent(option -> {
            System.err.printf("demo: unknown option '%s'; usage: ./dev demo [--one] [--keep]%n", option);
            System.exit(2);
        });
        System.exit(new Demo().run(options.contains("--one"), options.contains("--keep")));
    }

    private int run(boolean one, boolean keep) throws IOException, InterruptedException {
        try (Lab lab = new Lab()) {
            HeptoNode node = one ? single(lab) : cluster(lab);
            System.out.printf("demo: ok in %d s%n", seconds());
            if (keep) {
                keep(lab, node);
            }
            return 0;
        } catch (LabException | AssertionError e) {
            System.err.println("demo: failed after %d s: %s".formatted(seconds(), e.getMessage()));
            return 1;
        }
    }

    private HeptoNode single(Lab lab) {
        HeptoNode node = HeptoNode.boot(lab);
        say("a lab host with router and outside world is up");
        node.start();
        say("java -jar hepto.jar --role master");
        showUnitsUntilReady(node);
        walk(new Walkthrough(node).steps());
        return node;
    }

    /** Returns the master. */
    private HeptoNode cluster(Lab lab) {
        Site hoster = lab.site("hoster").wan(ONE_WAY, LOSS);
        Site home = lab.site("home").wan(ONE_WAY, LOSS).stateful().mtu(PPPOE);
        Site cabin = lab.site("cabin").wan(ONE_WAY, LOSS).stateful();
        lab.router();
        Cluster cluster = Cluster.in(lab).master("m1", hoster).node("n1", home).node("n2", cabin);
        say("a hoster, two homes behind firewalls, 80 ms and 1 % loss between them");
        cluster.start();
        say("java -jar hepto.jar --role master, and on two hosts --role node --anchor " + cluster.anchor());
        cluster.awaitReady();
        say("three nodes are Ready");
        walk(new ClusterWalkthrough(cluster).steps());
        System.out.println(cluster.kubectl("get nodes -o wide"));
        System.out.println(cluster.master().ask("status").output());
        return cluster.master();
    }

    private void walk(List<Walkthrough.Step> steps) {
        for (Walkthrough.Step step : steps) {
            step.action().run();
            say(step.name());
        }
    }

    /** Shows each unit when it has become ready. */
    private static void showUnitsUntilReady(HeptoNode node) {
        List<String> shown = new ArrayList<>();
        HeptoNode.await("the node to become Ready", HeptoNode.PATIENCE, () -> {
            boolean running = node.process().running();
            String output = node.process().output();
            output.lines()
                    .filter(l -> l.contains("ready after"))
                    .skip(shown.size())
                    .forEach(l -> {
                        System.out.println("          " + l);
                        shown.add(l);
                    });
            if (!running) {
                throw new AssertionError("the node has ended:\n" + output);
            }
            return output.contains("is Ready");
        });
    }

    /** A prompt for the hosts, until {@code exit} or Ctrl-C; without a terminal just the hosts, until it is interrupted. */
    private static void keep(Lab lab, HeptoNode master) throws IOException, InterruptedException {
        System.out.printf("""

                All stays up until you type exit or press Ctrl-C. What you type runs in a shell of %1$s, or of the
                host before a colon; kubectl is the cluster's own, on %1$s:
                  kubectl get pods -A -o wide
                  %1$s: %2$s -jar %3$s status --data %4$s
                """, master.host(), HeptoNode.java(), HeptoNode.jar(), HeptoNode.DATA);
        String kubectl = "kubectl() { %s; }; ".formatted(master.kubectlCommand("\"$@\""));
        BufferedReader typed = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        while (true) {
            System.out.print(master.host().name() + "> ");
            System.out.flush();
            String line = typed.readLine();
            if (line == null) {
                Thread.sleep(Long.MAX_VALUE);
            } else if (line.strip().equals("exit")) {
                return;
            } else {
                runTyped(lab, master, kubectl, line.strip());
            }
        }
    }

    private static void runTyped(Lab lab, HeptoNode master, String kubectl, String line) {
        int colon = line.indexOf(':');
        String prefix = colon < 0 ? "" : line.substring(0, colon);
        LabHost host = lab.hosts().stream()
                .filter(one -> one.name().equals(prefix))
                .findFirst()
                .orElse(master.host());
        String command = host.name().equals(prefix) ? line.substring(colon + 1) : line;
        int code = host.run(kubectl + command, LONG, System.out::println);
        if (code != 0) {
            System.out.println("exit code " + code);
        }
    }

    private void say(String line) {
        System.out.printf("%6d s  %s%n", seconds(), line);
    }

    private long seconds() {
        return (System.nanoTime() - start) / 1_000_000_000L;
    }
}
