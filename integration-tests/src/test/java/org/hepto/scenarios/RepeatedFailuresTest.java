package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.hepto.scenarios.Failure.DaemonKill;
import org.hepto.scenarios.Failure.Partition;
import org.hepto.scenarios.Failure.PlaneKill;
import org.hepto.scenarios.Failure.PowerCut;
import org.hepto.scenarios.Failure.Renumbering;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Twenty random failures of a cluster over the Internet, one after the other: a master at a hoster, and nodes in two homes
 * behind stateful firewalls. After each of them all nodes are Ready, pods reach each other, every node has the same map,
 * every write that the apiserver has ever acknowledged is there, and nothing that was not killed was started again.
 */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 7200)
class RepeatedFailuresTest {
    private static final int FAILURES = 20;

    /** From the end of a failure until everything works. */
    private static final Duration BACK = Duration.ofMinutes(3);

    /** The same, when a host has to boot first. */
    private static final Duration BACK_AFTER_BOOT = Duration.ofMinutes(6);

    private static final Duration WRITE_PAUSE = Duration.ofMillis(500);
    private static final int WRITES = 5;

    private final Cluster cluster;
    private final HeptoNode m1;
    private final Map<String, String> mesh = new HashMap<>();
    private final List<String> acknowledged = new ArrayList<>();

    RepeatedFailuresTest(Lab lab) {
        cluster = Cluster.ofThree(lab);
        m1 = cluster.master();
    }

    @Test
    void allIsWellAfterEachOfTwentyRandomFailures() {
        List<Failure> failures = Failure.draw(Seed.random("failures"), "m1", List.of("n1", "n2"), FAILURES);
        cluster.start();
        cluster.awaitReady();
        ClusterChecks checks = new ClusterChecks(cluster, SpreadPods.on(cluster));
        checks.allIsWell(HeptoNode.PATIENCE);
        cluster.nodes().forEach(node -> mesh.put(node.name(), cluster.mesh(node.name())));
        for (int number = 1; number <= failures.size(); number++) {
            overcome(number, failures.get(number - 1), checks);
        }
        System.out.printf("soak: %d failures: none of %d writes is lost%n", FAILURES, acknowledged.size());
    }

    private void overcome(int number, Failure failure, ClusterChecks checks) {
        System.out.printf("soak: failure %d: %s%n", number, failure);
        AcknowledgedWrites writes = AcknowledgedWrites.begin(m1, "write-" + number, WRITES, WRITE_PAUSE);
        List<HeptoNode> on = cluster.nodes().stream()
                .filter(node -> !(failure instanceof PowerCut cut && cut.node().equals(node.name())))
                .toList();
        List<HeptoNode> whole = on.stream()
                .filter(node ->
                        !(failure instanceof PlaneKill kill && kill.node().equals(node.name())))
                .toList();
        Map<String, String> pods = ClusterChecks.webServers(on);
        Map<String, String> planes = ClusterChecks.planes(whole);
        inflict(failure);
        long over = System.nanoTime();
        awaitConsequence(failure, checks);
        checks.allIsWell(failure instanceof PowerCut ? BACK_AFTER_BOOT : BACK);
        ClusterChecks.printed("all is well after failure " + number, over);
        assertThat(ClusterChecks.webServers(on)).as("pods after %s", failure).isEqualTo(pods);
        assertThat(ClusterChecks.planes(whole)).as("planes after %s", failure).isEqualTo(planes);
        if (!stopsTheApi(failure)) {
            assertThat(writes.goesOn())
                    .as("writes during %s, which went on: %s", failure, writes.complaints())
                    .isTrue();
        }
        writes.end(m1);
        acknowledged.addAll(writes.names());
        checks.areThere(acknowledged);
    }

    /** Returns when the cluster may recover. */
    private void inflict(Failure failure) {
        switch (failure) {
            case DaemonKill kill -> {
                HeptoNode node = cluster.get(kill.node());
                node.host().ok("kill -9 " + node.daemon());
            }
            case PlaneKill kill -> {
                HeptoNode node = cluster.get(kill.node());
                int killed = node.plane(kill.plane());
                node.host().ok("kill -9 " + killed);
                node.awaitAnotherPlane(kill.plane(), killed);
            }
            case PowerCut cut -> {
                HeptoNode node = cluster.get(cut.node());
                node.powerCut();
                HeptoNode.pause(cut.off());
                node.bootAgain();
            }
            case Partition partition -> {
                partition.nodes().forEach(name -> cluster.site(name).cut());
                HeptoNode.pause(partition.lasts());
                partition.nodes().forEach(name -> cluster.site(name).heal());
            }
            case Renumbering renumbering ->
                cluster.site(renumbering.node()).renumber(renumbering.prefix(), renumbering.graceful());
        }
    }

    /** Waits for what shows that the checks do not see the time before the failure. */
    private void awaitConsequence(Failure failure, ClusterChecks checks) {
        switch (failure) {
            case PowerCut cut -> cluster.get(cut.node()).awaitReady(BACK_AFTER_BOOT);
            case Renumbering renumbering ->
                checks.awaitFollowed(
                        cluster.get(renumbering.node()),
                        renumbering.prefix(),
                        mesh.getOrDefault(renumbering.node(), ""),
                        BACK);
            case DaemonKill _, PlaneKill _, Partition _ -> {}
        }
    }

    private static boolean stopsTheApi(Failure failure) {
        return switch (failure) {
            case PowerCut cut -> cut.node().equals("m1");
            case PlaneKill kill -> kill.plane().equals("control-plane");
            case DaemonKill _, Partition _, Renumbering _ -> false;
        };
    }
}
