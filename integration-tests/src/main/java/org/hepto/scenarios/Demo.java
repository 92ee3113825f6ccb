package org.hepto.scenarios;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hepto.lab.Lab;
import org.hepto.lab.LabException;

/** {@code ./dev demo}: a lab host, hepto in it, and a pod at work. Exit code 0 only when every step was seen. */
public final class Demo {
    private static final Duration LONG = Duration.ofHours(12);

    private final long start = System.nanoTime();

    private Demo() {}

    /** With {@code --keep} the host stays up and takes commands. */
    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(new Demo().run(Arrays.asList(arguments).contains("--keep")));
    }

    private int run(boolean keep) throws IOException, InterruptedException {
        try (Lab lab = new Lab()) {
            HeptoNode node = HeptoNode.boot(lab);
            say("a lab host with router and outside world is up");
            node.start();
            say("java -jar hepto.jar --role master");
            showUnitsUntilReady(node);
            for (Walkthrough.Step step : new Walkthrough(node).steps()) {
                step.action().run();
                say(step.name());
            }
            System.out.printf("demo: ok in %d s%n", seconds());
            if (keep) {
                keep(node);
            }
            return 0;
        } catch (LabException | AssertionError e) {
            System.err.println("demo: failed after %d s: %s".formatted(seconds(), e.getMessage()));
            return 1;
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

    /** A prompt for the host, until {@code exit} or Ctrl-C; without a terminal just the host, until it is interrupted. */
    private static void keep(HeptoNode node) throws IOException, InterruptedException {
        System.out.printf("""

                The host stays up until you type exit or press Ctrl-C. What you type runs in a shell of the host;
                kubectl is the cluster's own:
                  kubectl get pods -A -o wide
                  %s -jar %s status --data %s
                """, HeptoNode.java(), HeptoNode.jar(), HeptoNode.DATA);
        String kubectl = "kubectl() { %s; }; ".formatted(node.kubectlCommand("\"$@\""));
        BufferedReader typed = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        while (true) {
            System.out.print(node.host().name() + "> ");
            System.out.flush();
            String line = typed.readLine();
            if (line == null) {
                Thread.sleep(Long.MAX_VALUE);
            } else if (line.strip().equals("exit")) {
                return;
            } else {
                int code = node.host().run(kubectl + line, LONG, System.out::println);
                if (code != 0) {
                    System.out.println("exit code " + code);
                }
            }
        }
    }

    private void say(String line) {
        System.out.printf("%6d s  %s%n", seconds(), line);
    }

    private long seconds() {
        return (System.nanoTime() - start) / 1_000_000_000L;
    }
}
