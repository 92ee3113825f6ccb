package org.hepto.scenarios;

import java.time.Duration;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A new cluster's DNS answers its first pod, each of many times. */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 3600)
class RepeatedStartsTest {
    private static final int STARTS = 12;
    private static final Duration DNS = Duration.ofMinutes(1);
    private static final Duration ENDED = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final HeptoNode m1;

    RepeatedStartsTest(Lab lab) {
        cluster = Cluster.in(lab).master("m1", lab.site("hoster"));
        m1 = cluster.master();
    }

    @Test
    void dnsAnswersAfterEachFirstStart() {
        cluster.start();
        for (int start = 1; start <= STARTS; start++) {
            cluster.awaitReady("m1", true, HeptoNode.PATIENCE);
            new ClusterChecks(cluster, SpreadPods.on(cluster)).dnsAnswers(m1, DNS);
            System.out.printf("soak: DNS answers after start %d%n", start);
            m1.process().stop(ENDED);
            m1.host().ok("rm -rf " + m1.directory());
            m1.start();
            m1.awaitReady();
        }
    }
}
