package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The death of the daemon at any moment is noticed by nothing: not by a client that writes to the API, not by one in a pod
 * that asks a Service and is watched through {@code kubectl exec}, not by one on the host that does the same.
 *
 * <p>Every second daemon is killed while it starts, before it has taken over the planes or in the middle of that.
 */
@Tag("soak")
@LabTest(timeoutSeconds = 7200)
class RepeatedDaemonKillsTest {
    private static final int KILLS = 20;

    /** A daemon that has lived for a minute is started again after a second. */
    private static final int LONG_LIFE_MILLIS = 61_000;

    private static final int LONGER_MILLIS = 10_000;
    private static final int SHORT_LIFE_MILLIS = 6_000;
    private static final int WRITE_PAUSE_MILLIS = 200;
    /** Of a pod; one without a namespace only tells containerd its version, and ends. Not this text itself. */
    private static final String SHIM = "containerd-shi[m]-runc-v2 -namespace";

    private static final String ASK =
            "while :; do r=$(printf \"GET / HTTP/1.0\\r\\n\\r\\n\" | busybox nc -w 30 %s 80 | tail -n 1); "
                    + "case $r in web-*) echo answered;; *) echo \"failed: $r\";; esac; sleep 0.2; done";

    private final HeptoNode node;

    RepeatedDaemonKillsTest(Lab lab) {
        node = HeptoNode.boot(lab);
    }

    @Test
    void nothingNoticesTwentyKillsOfTheDaemon() {
        Random random = Seed.random("kills of the daemon");
        node.startAndAwaitReady();
        new Walkthrough(node).podsRun();
        String service = node.kubectl("get service web -o jsonpath='{.spec.clusterIP}'");
        BackgroundProcess writes =
                node.host().start("writes", node.load("count", "default kept /data/unsynced " + WRITE_PAUSE_MILLIS));
        BackgroundProcess host = node.host().start("asks-host", ASK.formatted(service));
        BackgroundProcess pod = node.host()
                .start(
                        "asks-pod",
                        node.kubectlCommand("exec deployment/web -- sh -c '%s'".formatted(ASK.formatted(service))));
        HeptoNode.pause(Duration.ofMillis(LONG_LIFE_MILLIS));
        String processes = processes();
        for (int kill = 1; kill <= KILLS; kill++) {
            int life = kill % 2 == 1
                    ? LONG_LIFE_MILLIS + random.nextInt(LONGER_MILLIS)
                    : random.nextInt(SHORT_LIFE_MILLIS);
            int daemon = awaitDaemon();
            HeptoNode.pause(Duration.ofMillis(life));
            node.host().ok("kill -9 " + daemon);
            System.out.printf(
                    "soak: kill %d after %d ms; %d writes, %d and %d answers%n",
                    kill, life, lines(writes), lines(host), lines(pod));
        }
        HeptoNode.await(
                "every unit to be ready",
                HeptoNode.PATIENCE,
                () -> node.hepto("status --json --data " + HeptoNode.DATA)
                        .output()
                        .contains("\"ready\" : true"));
        assertThat(processes()).as("all processes but the daemon").isEqualTo(processes);
        assertAnswered(host);
        assertAnswered(pod);
        assertThat(writes.running()).as("the writer goes on: " + tail(writes)).isTrue();
        writes.stop(Duration.ofSeconds(5));
        List<String> acknowledged = writes.output().lines().toList();
        assertThat(node.kubectl("get configmaps -o jsonpath='{range .items[*]}{.metadata.name}{\"\\n\"}{end}'")
                        .lines())
                .as("objects")
                .containsAll(acknowledged);
        System.out.printf(
                "soak: %d kills: no failure of %d writes, %d requests from the host, %d from a pod%n",
                KILLS, acknowledged.size(), lines(host), lines(pod));
    }

    private void assertAnswered(BackgroundProcess asks) {
        assertThat(asks.running()).as("it asks: " + tail(asks)).isTrue();
        assertThat(node.host().run("grep -vx answered " + asks.log()).output()).isEmpty();
        assertThat(lines(asks)).isPositive();
    }

    private long lines(BackgroundProcess process) {
        return Long.parseLong(node.host().ok("wc -l < " + process.log()));
    }

    private String tail(BackgroundProcess process) {
        return node.host().ok("tail -n 5 " + process.log());
    }

    /** Planes, shims and the pods' servers with their start times. */
    private String processes() {
        return node.planes() + "\n" + node.webServers() + "\n"
                + node.host()
                        .ok("for p in $(pgrep -f '%s'); do echo $p $(cut -d' ' -f22 /proc/$p/stat); done"
                                .formatted(SHIM));
    }

    private int awaitDaemon() {
        int[] daemon = new int[1];
        HeptoNode.eventually("the daemon to be there", () -> {
            try {
                daemon[0] = node.daemon();
            } catch (NumberFormatException none) {
                throw new AssertionError("no daemon", none);
            }
        });
        return daemon[0];
    }
}
