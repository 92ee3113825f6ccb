package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A cluster over the Internet that nobody touches for longer than an hour: what its components do by the hour, such as
 * kube-proxy's comparison of its rules with its own memory, disturbs nothing.
 */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 3 * 3600)
class QuietHoursTest {
    private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("hepto.quiet.minutes", 70));
    private static final Duration ROUND = Duration.ofMinutes(5);

    /** What is right stays so, but a probe over a lossy path may fail. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Cluster cluster;

    QuietHoursTest(Lab lab) {
        cluster = Cluster.ofThree(lab);
    }

    @Test
    void whatComesByTheHourDisturbsNothing() {
        cluster.start();
        cluster.awaitReady();
        SpreadPods pods = SpreadPods.on(cluster);
        ClusterChecks checks = new ClusterChecks(cluster, pods);
        checks.allIsWell(HeptoNode.PATIENCE);
        State before = state();

        long began = System.nanoTime();
        while (ClusterChecks.seconds(began) < TIME.toSeconds()) {
            HeptoNode.pause(ROUND);
            checks.allIsWell(PATIENCE);
            System.out.printf(
                    "soak: %d s, anonymous bytes by leaf: %s, KiB of logs: %s%n",
                    ClusterChecks.seconds(began),
                    ClusterChecks.each(cluster.nodes(), QuietHoursTest::memory),
                    ClusterChecks.each(cluster.nodes(), QuietHoursTest::logs));
        }

        assertThat(state()).isEqualTo(before);
    }

    /** All that must be the same after it, by the names of the nodes. */
    private record State(Map<String, String> planes, Map<String, Integer> daemons, Map<String, String> pods) {}

    private State state() {
        return new State(
                ClusterChecks.planes(cluster.nodes()),
                ClusterChecks.each(cluster.nodes(), HeptoNode::daemon),
                ClusterChecks.webServers(cluster.nodes()));
    }

    private static String memory(HeptoNode node) {
        return node.status().path("memoryAnonymousBytes").toString();
    }

    private static String logs(HeptoNode node) {
        return node.host().ok("du -sk %s/log | cut -f1".formatted(node.directory()));
    }
}
