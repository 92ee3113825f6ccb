package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
        Running before = Running.on(cluster.nodes());

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

        assertThat(Running.on(cluster.nodes())).isEqualTo(before);
    }

    private static String memory(HeptoNode node) {
        return node.status().path("memoryAnonymousBytes").toString();
    }

    private static String logs(HeptoNode node) {
        return node.host().ok("du -sk %s/log | cut -f1".formatted(node.directory()));
    }
}
