package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node serves many objects; what its control plane takes before, with and after them is printed, not judged. */
@Tag("soak")
@LabTest(timeoutSeconds = 7200)
class ManyObjectsTest {
    private static final int OBJECTS = 10_000;
    private static final int KIB = 10;
    private static final Duration IDLE = Duration.ofMinutes(1);

    /** The apiserver compacts every five minutes. */
    private static final Duration AFTER_DELETION = Duration.ofMinutes(6);

    private static final Duration LONG = Duration.ofMinutes(60);

    /** Memory of the control plane at one moment, and how long it took to get there. */
    private record Moment(String what, long seconds, ProcessMemory memory) {}

    private final HeptoNode node;

    ManyObjectsTest(Lab lab) {
        node = HeptoNode.boot(lab);
    }

    @Test
    void tenThousandObjectsComeAndGo() {
        List<Moment> lean = comeAndGo("as it is");
        node.process().stop(Duration.ofSeconds(60));
        node.host().ok("rm -rf %s/hepto".formatted(HeptoNode.DATA));
        node.set("HEPTO_VANILLA", "1");
        List<Moment> vanilla = comeAndGo("HEPTO_VANILLA=1");
        print(lean, vanilla);
    }

    private List<Moment> comeAndGo(String how) {
        List<Moment> moments = new ArrayList<>();
        node.startAndAwaitReady();
        node.kubectl("create namespace many");
        HeptoNode.eventually(
                "the namespace to get its certificate", () -> node.kubectl("get -n many configmap kube-root-ca.crt"));
        long before = objects();
        HeptoNode.pause(IDLE);
        moments.add(moment(how, "before", 0));

        long created = load("create", "many object %d %d".formatted(OBJECTS, KIB));
        assertThat(objects()).as("objects").isEqualTo(before + OBJECTS);
        HeptoNode.pause(IDLE);
        moments.add(moment(how, "with %d objects".formatted(OBJECTS), created));

        long deleted = load("delete", "many object %d".formatted(OBJECTS));
        assertThat(objects()).as("objects after deletion").isEqualTo(before);
        HeptoNode.pause(AFTER_DELETION);
        moments.add(moment(how, "%d min after".formatted(AFTER_DELETION.toMinutes()), deleted));
        new Walkthrough(node).nodeIsReady();
        return moments;
    }

    /** Seconds that it took. */
    private long load(String operation, String arguments) {
        long begin = System.nanoTime();
        node.host().ok(node.load(operation, arguments), LONG);
        return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    }

    /** A list of one object tells how many there are. */
    private long objects() {
        JsonNode list =
                new JsonMapper().readTree(node.kubectl("get --raw '/api/v1/namespaces/many/configmaps?limit=1'"));
        return list.path("items").size()
                + list.path("metadata").path("remainingItemCount").asLong(0);
    }

    private Moment moment(String how, String what, long seconds) {
        ProcessMemory memory = ProcessMemory.of(node).stream()
                .filter(process -> process.cgroup().equals("control-plane"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no control plane"));
        Moment moment = new Moment(what, seconds, memory);
        System.out.printf("soak: %s, %s: %s%n", how, what, columns(moment).strip());
        return moment;
    }

    private static void print(List<Moment> lean, List<Moment> vanilla) {
        System.out.printf("soak: %-22s %28s   %28s%n", "control plane, MiB", "as it is", "HEPTO_VANILLA=1");
        System.out.printf(
                "soak: %-22s %8s %8s %10s   %8s %8s %10s%n", "", "ANON", "RSS", "TOOK s", "ANON", "RSS", "TOOK s");
        for (int i = 0; i < lean.size(); i++) {
            System.out.printf(
                    "soak: %-22s %s   %s%n", lean.get(i).what(), columns(lean.get(i)), columns(vanilla.get(i)));
        }
    }

    private static String columns(Moment moment) {
        return "%8.1f %8.1f %10d"
                .formatted(
                        moment.memory().anonymousKiB() / 1024.0, moment.memory().rssKiB() / 1024.0, moment.seconds());
    }
}
