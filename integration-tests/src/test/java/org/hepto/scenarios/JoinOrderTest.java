package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.hepto.lab.Site;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that are started before their master say what they wait for, and join as soon as there is one. */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 1800)
class JoinOrderTest {
    private static final Duration ONE_WAY = Duration.ofMillis(20);
    private static final double LOSS = 0.005;
    private static final Duration LATER = Duration.ofMinutes(1);

    /** What a host says on which no node runs yet, or its router. */
    private static final String NOBODY = ".*(no way leads there|no answer in time|the connection is refused).*";

    private static final String NAME = "anchor.lab";

    private final Cluster cluster;
    private final HeptoNode m1;
    private final HeptoNode n1;
    private final HeptoNode n2;

    JoinOrderTest(Lab lab) {
        Site hoster = lab.site("hoster").wan(ONE_WAY, LOSS);
        Site home = lab.site("home").wan(ONE_WAY, LOSS).stateful();
        Site cabin = lab.site("cabin").wan(ONE_WAY, LOSS).stateful();
        cluster = Cluster.in(lab).master("m1", hoster).node("n1", home).nodeByName("n2", cabin, NAME);
        m1 = cluster.master();
        n1 = cluster.get("n1");
        n2 = cluster.get("n2");
    }

    /** One knows the master's address, one a name that no DNS server knows yet. */
    @Test
    void nodesThatAreStartedAMinuteBeforeTheirMasterJoinIt() {
        cluster.boot();
        long started = System.nanoTime();
        cluster.start(n1);
        cluster.start(n2);
        HeptoNode.eventually("n1 to say what it waits for", this::namesItsAnchor);
        HeptoNode.eventually("n2 to say what it waits for", this::doesNotKnowTheName);
        ClusterChecks.printed("both say what they wait for", started);
        System.out.printf("soak: n1: %s%nsoak: n2: %s%n", joining(n1), joining(n2));
        HeptoNode.pause(LATER.minusNanos(System.nanoTime() - started));
        namesItsAnchor();
        doesNotKnowTheName();
        n1.expectRunning();
        n2.expectRunning();
        m1.startNameServer(NAME, cluster.anchor());
        cluster.start(m1);
        cluster.awaitReady(); // prints how long each took
        assertThat(joining(n1)).as("n1, when it has joined").isEmpty();
        assertThat(joining(n2)).as("n2, when it has joined").isEmpty();
        new ClusterChecks(cluster, SpreadPods.on(cluster)).allIsWell(HeptoNode.PATIENCE);
    }

    private void namesItsAnchor() {
        assertThat(joining(n1)).contains(cluster.anchor()).matches(NOBODY);
    }

    private void doesNotKnowTheName() {
        assertThat(joining(n2)).contains("'%s' is not known".formatted(NAME));
    }

    private static String joining(HeptoNode node) {
        return node.status().path("joining").asString("");
    }
}
