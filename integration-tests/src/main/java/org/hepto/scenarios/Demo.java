package org.hepto.scenarios;

import java.util.Arrays;
import org.hepto.lab.Lab;
import org.hepto.lab.LabException;

/** {@code ./dev demo}: a lab host, hepto in it, and a pod at work. Exit code 0 only when every step was seen. */
public final class Demo {
    private final long start = System.nanoTime();

    private Demo() {}

    /** With {@code --keep} the host stays up until this process is interrupted. */
    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(new Demo().run(Arrays.asList(arguments).contains("--keep")));
    }

    private int run(boolean keep) throws InterruptedException {
        try (Lab lab = new Lab()) {
            HeptoNode node = HeptoNode.boot(lab);
            say("a lab host with router and outside world is up");
            node.start();
            say("java -jar hepto.jar --role master");
            node.awaitReady();
            node.process()
                    .output()
                    .lines()
                    .filter(l -> l.contains("ready after"))
                    .forEach(l -> System.out.println("          " + l));
            for (Walkthrough.Step step : new Walkthrough(node).steps()) {
                step.action().run();
                say(step.name());
            }
            System.out.printf("demo: ok in %d s%n", seconds());
            if (keep) {
                keep(node);
            }
            return 0;
        } catch (LabException e) {
            System.err.println("demo: failed after %d s: %s".formatted(seconds(), e.getMessage()));
            return 1;
        }
    }

    private static void keep(HeptoNode node) throws InterruptedException {
        System.out.printf("""

                The host stays up until you press Ctrl-C. In another terminal:
                  integration-tests/lab enter %1$s                      a shell in the host
                  integration-tests/lab enter %1$s '%2$s'
                """, node.host().name(), node.kubectlCommand("get pods -A -o wide"));
        Thread.sleep(Long.MAX_VALUE);
    }

    private void say(String line) {
        System.out.printf("%6d s  %s%n", seconds(), line);
    }

    private long seconds() {
        return (System.nanoTime() - start) / 1_000_000_000L;
    }
}
