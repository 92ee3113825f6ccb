package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private static final Duration ONE_WAY = Duration.ofMillis(20);
    private static final double LOSS = 0.005;
    private static final Duration PARTITION = Duration.ofMinutes(10);
    private static final Duration AFTER_HEALING = Duration.ofMinutes(2);
    private static final Duration FOLLOWED = Duration.ofSeconds(30);
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

    ClusterFailuresTest(Lab lab) {
        Site hoster = lab.site("hoster").wan(ONE_WAY, LOSS);
        Site home = lab.site("home").wan(ONE_WAY, LOSS).stateful().mtu(1492);
        Site cabin = lab.site("cabin").wan(ONE_WAY, LOSS).stateful();
        cluster = Cluster.in(lab).master("m1", hoster).node("n1", home).node("n2", cabin);
        m1 = cluster.master();
        n1 = cluster.get("n1");
        n2 = cluster.get("n2");
    }

    @BeforeAll
    void start() {
        cluster.start();
        cluster.awaitReady();
        pods = SpreadPods.on(cluster);
        HeptoNode.eventually("pods to reach each other", pods::reachEachOther);
    }

    @Test
    @Order(1)
    void aNodeIsBackAfterAPowerCut() {
        AcknowledgedWrites writes = AcknowledgedWrites.begin(m1, "node-cut", WRITES, WRITE_PAUSE);
        Map<String, String> others = webServers(m1, n2);
        n1.powerCut();
        HeptoNode.pause(Duration.ofSeconds(10));
        n1.bootAgain();
        n1.awaitReady();
        allIsWell();
        assertThat(webServers(m1, n2)).as("pods of the other nodes").isEqualTo(others);
        assertThat(writes.goesOn())
                .as("writes, which went on: %s", writes.complaints())
                .isTrue();
        writes.end(m1);
        acknowledged.addAll(writes.names());
        acknowledgedWritesAreThere();
    }

    @Test
    @Order(2)
    void theMasterIsBackAfterAPowerCut() {
        AcknowledgedWrites writes = AcknowledgedWrites.begin(m1, "master-cut", WRITES, Duration.ZERO);
        Map<String, String> workers = webServers(n1, n2);
        Map<String, String> planes = planes(n1, n2);
        m1.powerCut();
        writes.join();
        acknowledged.addAll(writes.names());
        m1.bootAgain();
        m1.awaitReady();
        acknowledgedWritesAreThere();
        allIsWell();
        assertThat(webServers(n1, n2)).as("pods of the workers").isEqualTo(workers);
        assertThat(planes(n1, n2)).as("planes of the workers").isEqualTo(planes);
    }

    @Test
    @Order(3)
    void afterTenMinutesWithoutAnyWayAllIsBackWithinTwo() {
        Map<String, String> running = webServers(m1, n1, n2);
        Map<String, String> planes = planes(m1, n1, n2);
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
        printed("healed", healed);
        assertThat(seconds(healed)).as("seconds after healing").isLessThanOrEqualTo(AFTER_HEALING.toSeconds());
        assertThat(webServers(m1, n1, n2)).as("pods").isEqualTo(running);
        assertThat(planes(m1, n1, n2)).as("planes").isEqualTo(planes);
        acknowledgedWritesAreThere();
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
        Map<String, String> running = webServers(m1, n1, n2);
        Map<String, String> planes = planes(m1, n1, n2);
        String mesh = cluster.mesh(node.name());
        cluster.site(node.name()).renumber(prefix, graceful);
        long renumbered = System.nanoTime();
        // gracefully, the old address works on: that the new one is used is what the peers say
        HeptoNode.await(
                "peers to send to " + prefix,
                FOLLOWED,
                () -> endpoint(m1, node).contains(prefix.replace("::/64", ":")));
        HeptoNode.await(
                "%s to answer".formatted(node.name()),
                FOLLOWED,
                () -> m1.inNetwork("busybox ping6 -c 1 -W 2 " + mesh).ok());
        printed("renumbered " + (graceful ? "gracefully" : "by a flash"), renumbered);
        assertThat(seconds(renumbered)).as("seconds").isLessThanOrEqualTo(FOLLOWED.toSeconds());
        allIsWell();
        assertThat(webServers(m1, n1, n2)).as("pods").isEqualTo(running);
        assertThat(planes(m1, n1, n2)).as("planes").isEqualTo(planes);
    }

    /** Where a node sends to for another one. */
    private static String endpoint(HeptoNode node, HeptoNode peer) {
        return node.status()
                .path("peers")
                .valueStream()
                .filter(one -> one.path("name").asString().equals(peer.name()))
                .map(one -> one.path("endpoint").asString(""))
                .findFirst()
                .orElse("");
    }

    @Test
    @Order(6)
    void aWorkerWithoutItsMasterGoesOnWithAnotherDaemon() {
        String service = pods.service();
        Map<String, String> running = webServers(n1, n2);
        Map<String, String> planes = planes(n1, n2);
        m1.powerCut();
        int daemon = n1.daemon();
        n1.host().ok("kill -9 " + daemon);
        HeptoNode.await("another daemon", SECONDS, () -> {
            Result pid = n1.host().run("pgrep -f DaemonMain");
            return pid.ok() && !pid.output().lines().toList().contains(Integer.toString(daemon));
        });
        List<String> workers = List.of("n1", "n2");
        HeptoNode.eventually("pods of the workers to reach each other", () -> pods.reachEachOther(workers));
        List<String> names = workers.stream().map(pods::name).toList();
        for (String worker : workers) {
            // the pod of the master is among those that the Service leads to, for as long as the master is off
            HeptoNode.eventually(
                    "the Service to answer to " + worker,
                    () -> assertThat(pods.getByHost(worker, service)).isIn(names));
        }
        assertThat(webServers(n1, n2)).as("pods").isEqualTo(running);
        assertThat(planes(n1, n2)).as("planes").isEqualTo(planes);
        m1.bootAgain();
        m1.awaitReady();
        allIsWell();
        assertThat(webServers(n1, n2)).as("pods").isEqualTo(running);
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
        allIsWell();
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
        printed("peers ended", asked);
        HeptoNode.await("the Node to go", HeptoNode.PATIENCE, () -> {
            Result there = m1.tryKubectl("get node n2");
            return !there.ok() && there.output().contains("NotFound");
        });
        HeptoNode.await(
                "401 for its certificate",
                REVOKED,
                () -> statusOfNodesCertificate().equals("401"));
        printed("its certificate gets 401", asked);
        HeptoNode.await("hepto node forget to end", REVOKED, () -> !forget.running());
        assertThat(forget.output()).contains("its name is free", "exit code 0");
        joinsAnew();
        allIsWell();
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

    private void allIsWell() {
        for (HeptoNode node : cluster.nodes()) {
            cluster.awaitReady(node.name(), true, HeptoNode.PATIENCE);
        }
        pods.look();
        HeptoNode.eventually("pods to reach each other", pods::reachEachOther);
        for (HeptoNode node : cluster.nodes()) {
            HeptoNode.eventually(
                    "DNS to answer on " + node.name(),
                    () -> assertThat(pods.exec(node.name(), "nslookup spread.default.svc.cluster.local"))
                            .contains(pods.service()));
        }
    }

    private void acknowledgedWritesAreThere() {
        String names = cluster.kubectl("get configmaps -o jsonpath='{range .items[*]}{.metadata.name}{\"\\n\"}{end}'");
        assertThat(names.lines()).as("acknowledged writes").containsAll(acknowledged);
    }

    private static boolean holds(Runnable step) {
        try {
            step.run();
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private static Map<String, String> webServers(HeptoNode... nodes) {
        Map<String, String> servers = new LinkedHashMap<>();
        for (HeptoNode node : nodes) {
            servers.put(node.name(), node.webServers());
        }
        return servers;
    }

    private static Map<String, String> planes(HeptoNode... nodes) {
        Map<String, String> planes = new LinkedHashMap<>();
        for (HeptoNode node : nodes) {
            planes.put(node.name(), node.planes());
        }
        return planes;
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }

    private static void printed(String what, long since) {
        System.out.printf("soak: %s after %d s%n", what, seconds(since));
    }
}
