package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.hepto.lab.Result;
import org.hepto.lab.Site;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What goes wrong in a cluster over the Internet, one thing after the other on the same one: a master at a hoster, and
 * nodes in two homes behind stateful firewalls.
 */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 3600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFailuresTest {
    private static final Duration PARTITION = Duration.ofMinutes(10);
    private static final Duration AFTER_HEALING = Duration.ofMinutes(2);
    private static final Duration SECONDS = Duration.ofSeconds(30);
    private static final Duration LEASE = Duration.ofMinutes(5);

    /** Two pauses of six minutes, in which every component reads again what was replaced, and what comes between. */
    private static final Duration REVOKED = Duration.ofMinutes(20);

    private static final Duration WRITE_PAUSE = Duration.ofMillis(200);
    private static final int WRITES = 20;

    private final Cluster cluster;
    private final HeptoNode m1;
    private final HeptoNode n1;
    private final HeptoNode n2;
    private final List<String> acknowledged = new ArrayList<>();
    private SpreadPods pods;
    private ClusterChecks checks;

    ClusterFailuresTest(Lab lab) {
        cluster = Cluster.ofThree(lab);
        m1 = cluster.master();
        n1 = cluster.get("n1");
        n2 = cluster.get("n2");
    }

    @BeforeAll
    void start() {
        cluster.start();
        cluster.awaitReady();
        pods = SpreadPods.on(cluster);
        checks = new ClusterChecks(cluster, pods);
        HeptoNode.eventually("pods to reach each other", pods::reachEachOther);
    }

    @Test
    @Order(1)
    void aNodeIsBackAfterAPowerCut() {
        AcknowledgedWrites writes = AcknowledgedWrites.begin(m1, "node-cut", WRITES, WRITE_PAUSE);
        Map<String, String> others = ClusterChecks.webServers(List.of(m1, n2));
        n1.powerCut();
        HeptoNode.pause(Duration.ofSeconds(10));
        n1.bootAgain();
        n1.awaitReady();
        checks.allIsWell(HeptoNode.PATIENCE);
        assertThat(ClusterChecks.webServers(List.of(m1, n2)))
                .as("pods of the other nodes")
                .isEqualTo(others);
        assertThat(writes.goesOn())
                .as("writes, which went on: %s", writes.complaints())
                .isTrue();
        writes.end(m1);
        acknowledged.addAll(writes.names());
        checks.areThere(acknowledged);
    }

    @Test
    @Order(2)
    void theMasterIsBackAfterAPowerCut() {
        AcknowledgedWrites writes = AcknowledgedWrites.begin(m1, "master-cut", WRITES, Duration.ZERO);
        Map<String, String> workers = ClusterChecks.webServers(List.of(n1, n2));
        Map<String, String> planes = ClusterChecks.planes(List.of(n1, n2));
        m1.powerCut();
        writes.join();
        acknowledged.addAll(writes.names());
        m1.bootAgain();
        m1.awaitReady();
        checks.areThere(acknowledged);
        checks.allIsWell(HeptoNode.PATIENCE);
        assertThat(ClusterChecks.webServers(List.of(n1, n2)))
                .as("pods of the workers")
                .isEqualTo(workers);
        assertThat(ClusterChecks.planes(List.of(n1, n2)))
                .as("planes of the workers")
                .isEqualTo(planes);
    }

    @Test
    @Order(3)
    void afterTenMinutesWithoutAnyWayAllIsBackWithinTwo() {
        Map<String, String> running = ClusterChecks.webServers(cluster.nodes());
        Map<String, String> planes = ClusterChecks.planes(cluster.nodes());
        List<Site> sites =
                cluster.nodes().stream().map(node -> cluster.site(node.name())).toList();
        sites.forEach(Site::cut);
        HeptoNode.pause(PARTITION);
        // pods of nodes that are not heard of are taken off the Services, and evicted after five minutes unless a
        // DaemonSet wants them there
        sites.forEach(Site::heal);
        long healed = System.nanoTime();
        cluster.awaitReady("n1", true, AFTER_HEALING);
        cluster.awaitReady("n2", true, AFTER_HEALING);
        HeptoNode.await("pods to reach each other", AFTER_HEALING, () -> holds(pods::reachEachOther));
        ClusterChecks.printed("healed", healed);
        assertThat(ClusterChecks.seconds(healed))
                .as("seconds after healing")
                .isLessThanOrEqualTo(AFTER_HEALING.toSeconds());
        assertThat(ClusterChecks.webServers(cluster.nodes())).as("pods").isEqualTo(running);
        assertThat(ClusterChecks.planes(cluster.nodes())).as("planes").isEqualTo(planes);
        checks.areThere(acknowledged);
    }

    @Test
    @Order(4)
    void aHomeThatIsRenumberedGracefullyIsFollowed() {
        renumber(n1, "2001:db8:a1::/64", true);
    }

    @Test
    @Order(5)
    void aHomeThatIsRenumberedByAFlashIsFollowed() {
        renumber(n2, "2001:db8:a2::/64", false);
    }

    private void renumber(HeptoNode node, String prefix, boolean graceful) {
        Map<String, String> running = ClusterChecks.webServers(cluster.nodes());
        Map<String, String> planes = ClusterChecks.planes(cluster.nodes());
        String mesh = cluster.mesh(node.name());
        cluster.site(node.name()).renumber(prefix, graceful);
        long renumbered = System.nanoTime();
        // gracefully, the old address works on: that the new one is used is what the peers say
        HeptoNode.await(
                "peers to send to " + prefix,
                ClusterChecks.FOLLOWED,
                () -> ClusterChecks.endpoint(m1, node).contains(prefix.replace("::/64", ":")));
        HeptoNode.await(
                "%s to answer".formatted(node.name()),
                ClusterChecks.FOLLOWED,
                () -> m1.inNetwork("busybox ping6 -c 1 -W 2 " + mesh).ok());
        ClusterChecks.printed("renumbered " + (graceful ? "gracefully" : "by a flash"), renumbered);
        assertThat(ClusterChecks.seconds(renumbered))
                .as("seconds")
                .isLessThanOrEqualTo(ClusterChecks.FOLLOWED.toSeconds());
        checks.allIsWell(HeptoNode.PATIENCE);
        assertThat(ClusterChecks.webServers(cluster.nodes())).as("pods").isEqualTo(running);
        assertThat(ClusterChecks.planes(cluster.nodes())).as("planes").isEqualTo(planes);
    }

    @Test
    @Order(6)
    void aWorkerWithoutItsMasterGoesOnWithAnotherDaemon() {
        String service = pods.service();
        Map<String, String> running = ClusterChecks.webServers(List.of(n1, n2));
        Map<String, String> planes = ClusterChecks.planes(List.of(n1, n2));
        m1.powerCut();
        int daemon = n1.daemon();
        n1.host().ok("kill -9 " + daemon);
        HeptoNode.await("another daemon", SECONDS, () -> {
            Result pid = n1.host().run("pgrep -f DaemonMain");
            return pid.ok() && !pid.output().lines().toList().contains(Integer.toString(daemon));
        });
        checks.serve(List.of("n1", "n2"), service);
        assertThat(ClusterChecks.webServers(List.of(n1, n2))).as("pods").isEqualTo(running);
        assertThat(ClusterChecks.planes(List.of(n1, n2))).as("planes").isEqualTo(planes);
        m1.bootAgain();
        m1.awaitReady();
        checks.allIsWell(HeptoNode.PATIENCE);
        assertThat(ClusterChecks.webServers(List.of(n1, n2))).as("pods").isEqualTo(running);
    }

    @Test
    @Order(7)
    void aNodeWhoseObjectIsDeletedComesBack() {
        String running = n1.webServers();
        String uid = cluster.kubectl("get node n1 -o jsonpath='{.metadata.uid}'");
        cluster.kubectl("delete node n1");
        HeptoNode.await("another Node", HeptoNode.PATIENCE, () -> {
            Result now = m1.tryKubectl("get node n1 -o jsonpath='{.metadata.uid}'");
            return now.ok() && !now.output().strip().equals(uid);
        });
        cluster.awaitReady("n1", true, LEASE);
        // garbage collection would delete pods of a node that is not there for long
        assertThat(n1.webServers()).as("processes of the pods").isEqualTo(running);
        checks.allIsWell(HeptoNode.PATIENCE);
    }

    @Test
    @Order(8)
    void aForgottenNodeIsOutAndItsNameIsFree() {
        // 000 would be curl's for no answer at all
        assertThat(statusOfNodesCertificate()).as("before").isIn("200", "403");
        long asked = System.nanoTime();
        BackgroundProcess forget =
                m1.host().start("forget", "%s; echo exit code $?".formatted(m1.askCommand("node forget n2")));
        m1.host().report(forget.log());
        HeptoNode.await(
                "the peers to end",
                SECONDS,
                () -> !peers(m1).contains("n2") && !peers(n1).contains("n2"));
        ClusterChecks.printed("peers ended", asked);
        HeptoNode.await("the Node to go", HeptoNode.PATIENCE, () -> {
            Result there = m1.tryKubectl("get node n2");
            return !there.ok() && there.output().contains("NotFound");
        });
        HeptoNode.await(
                "401 for its certificate",
                REVOKED,
                () -> statusOfNodesCertificate().equals("401"));
        ClusterChecks.printed("its certificate gets 401", asked);
        HeptoNode.await("hepto node forget to end", REVOKED, () -> !forget.running());
        assertThat(forget.output()).contains("its name is free", "exit code 0");
        joinsAnew();
        checks.allIsWell(HeptoNode.PATIENCE);
    }

    private void joinsAnew() {
        n2.process().stop(Duration.ofMinutes(1));
        n2.host().ok("rm -rf " + n2.directory());
        n2.start();
        cluster.awaitReady("n2", true, HeptoNode.PATIENCE);
    }

    private static List<String> peers(HeptoNode node) {
        return node.status()
                .path("peers")
                .valueStream()
                .map(peer -> peer.path("name").asString())
                .toList();
    }

    /** What the apiserver answers at the master's public address to who has the certificate of n2. */
    private String statusOfNodesCertificate() {
        return n2.host()
                .run(
                        "cd %s/pki && curl -s -k -m 20 -o /dev/null -w '%%{http_code}' --cert node.crt --key node.key 'https://[%s]:6443/api'"
                                .formatted(n2.directory(), cluster.anchor()))
                .output()
                .strip();
    }

    private static boolean holds(Runnable step) {
        try {
            step.run();
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }
}
