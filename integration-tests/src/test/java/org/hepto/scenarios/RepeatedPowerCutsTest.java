package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hepto.lab.Lab;
import org.hepto.lab.LabException;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.hepto.lab.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the apiserver has acknowledged outlives a power cut of its host at any moment.
 *
 * <p>A client in the host writes objects one after the other and says each name when it is acknowledged. The names come
 * through the serial line: what the test has read was acknowledged before the cut, whatever is lost in the host with it.
 *
 * <p>That the cut loses what was not synced is shown each time: the client also appends each name to a file on the same
 * disk without syncing it, and the test fails if that file survives them all. With {@code unsafe-no-fsync: true} in
 * etcd's configuration the test failed at the first cut: 10 of 31 acknowledged writes were gone.
 */
@Tag("soak")
@LabTest(timeoutSeconds = 7200)
class RepeatedPowerCutsTest {
    private static final int CUTS = 20;
    private static final int FEWEST_WRITES = 5;
    private static final int MORE_WRITES = 60;
    private static final int LONGEST_PAUSE_MILLIS = 100;
    private static final Duration WRITING = Duration.ofMinutes(5);

    private final HeptoNode node;
    private final Map<String, String> acknowledged = new TreeMap<>();
    private int lostUnsynced;

    RepeatedPowerCutsTest(Lab lab) {
        node = HeptoNode.boot(lab);
    }

    @Test
    void everyAcknowledgedWriteIsThereAfterEachOfTwentyPowerCuts() {
        Random random = Seed.random("power cuts");
        for (int cut = 1; cut <= CUTS; cut++) {
            node.start();
            node.awaitApi();
            everyAcknowledgedObjectIsThere();
            List<String> names = writeUntilCut(cut, random);
            names.forEach(name -> acknowledged.put(name, name.substring(name.lastIndexOf('-') + 1)));
            node.host().boot();
            node.host().awaitAddress();
            int lost = lostUnsynced(cut, names);
            lostUnsynced += lost;
            System.out.printf(
                    "soak: cut %d after %d acknowledged writes, of whose unsynced copies %d are lost%n",
                    cut, names.size(), lost);
        }
        node.start();
        node.awaitApi();
        everyAcknowledgedObjectIsThere();
        assertThat(lostUnsynced)
                .as("what was not synced and is lost; else the cuts prove nothing")
                .isPositive();
    }

    /** Cuts the power a moment after so many writes; returns the names that came out before. */
    private List<String> writeUntilCut(int cut, Random random) {
        int writes = FEWEST_WRITES + random.nextInt(MORE_WRITES);
        int pause = random.nextInt(LONGEST_PAUSE_MILLIS);
        Writer writer = new Writer("cut-" + cut, writes);
        String command = node.load("count", "default cut-%d %s".formatted(cut, unsynced(cut)));
        Thread thread = Thread.ofPlatform().name("writer").start(() -> writer.run(node.host(), command));
        try {
            writer.enough.get(WRITING.toSeconds(), TimeUnit.SECONDS);
            Thread.sleep(pause);
            node.host().powerCut();
            thread.join();
        } catch (ExecutionException | TimeoutException e) {
            throw new LabException("no %d writes; the client said:%n%s".formatted(writes, writer.said()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
        return List.copyOf(writer.names);
    }

    /** What comes out of the client. */
    private static final class Writer {
        private final List<String> names = new CopyOnWriteArrayList<>();
        private final List<String> complaints = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> enough = new CompletableFuture<>();
        private final String pattern;
        private final int writes;

        Writer(String prefix, int writes) {
            this.pattern = prefix + "-[0-9]+";
            this.writes = writes;
        }

        /** Until the client ends, which only the cut may make it do. */
        void run(LabHost host, String command) {
            try {
                int code = host.run(command, WRITING, this::accept);
                enough.completeExceptionally(new LabException("the client has ended, exit code " + code));
            } catch (LabException e) {
                // after the cut nobody asks any more
                enough.completeExceptionally(e);
            }
        }

        private void accept(String line) {
            if (!line.matches(pattern)) {
                complaints.add(line);
                return;
            }
            names.add(line);
            if (names.size() == writes) {
                enough.complete(null);
            }
        }

        String said() {
            return String.join("\n", names) + "\n" + String.join("\n", complaints);
        }
    }

    private static String unsynced(int cut) {
        return "/data/unsynced-" + cut;
    }

    /** How many of the names are not in the file that was not synced. */
    private int lostUnsynced(int cut, List<String> names) {
        Result file = node.host().run("cat " + unsynced(cut));
        List<String> lost = new ArrayList<>(names);
        lost.removeAll(file.output().lines().toList());
        return lost.size();
    }

    private void everyAcknowledgedObjectIsThere() {
        String template = "{range .items[*]}{.metadata.name}={.data.value}{\"\\n\"}{end}";
        List<String> there = node.kubectl("get configmaps -o jsonpath='%s'".formatted(template))
                .lines()
                .toList();
        assertThat(there)
                .as("objects after a power cut")
                .containsAll(acknowledged.entrySet().stream()
                        .map(object -> object.getKey() + "=" + object.getValue())
                        .toList());
    }
}
