package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.hepto.lab.Site;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Workers whose master is off: what a worker keeps when its name servers change and when its node plane starts again, what
 * it loses when its host does, and that all of it is there again when the master is.
 */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 3600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WithoutMasterTest {
    private static final Duration ONE_WAY = Duration.ofMillis(20);
    private static final double LOSS = 0.005;
    private static final Duration MESH_IS_BACK = Duration.ofMinutes(5);
    private static final String ANOTHER = "2001:db8:53::53";
    private static final String NAME = "spread.default.svc.cluster.local";

    private final Cluster cluster;
    private final HeptoNode m1;
    private final HeptoNode n1;
    private final HeptoNode n2;
    private SpreadPods pods;
    private ClusterChecks checks;
    private String service;
    private String dns;
    private String farMesh;
    private Map<String, String> running;

    WithoutMasterTest(Lab lab) {
        Site hoster = lab.site("hoster").wan(ONE_WAY, LOSS);
        Site home = lab.site("home").wan(ONE_WAY, LOSS).stateful();
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
        checks = new ClusterChecks(cluster, pods);
        checks.allIsWell(HeptoNode.PATIENCE);
        service = pods.service();
        dns = cluster.kubectl("get service kube-dns -n kube-system -o jsonpath='{.spec.clusterIP}'");
        farMesh = cluster.mesh("n2");
        running = ClusterChecks.webServers(List.of(n1, n2));
    }

    @Test
    @Order(1)
    void aWorkerFollowsNameServersAndStillKnowsTheNamesOfTheCluster() {
        assertThat(lookUp()).as("DNS while all is well").contains(service);
        m1.powerCut();
        n1.setNameServer(ANOTHER);
        HeptoNode.await(
                "n1 to ask another server",
                HeptoNode.PATIENCE,
                () -> n1.resolvConf().contains(ANOTHER));
        HeptoNode.await("DNS of n1 to ask it as well", HeptoNode.PATIENCE, () -> said(n1, "Reloading complete"));
        assertThat(lookUp()).as("a name of the cluster").contains(service);
        n1.restoreNameServer();
    }

    private static boolean said(HeptoNode node, String line) {
        return node.host()
                .run("grep -q '%s' %s/log/node-plane.log".formatted(line, node.directory()))
                .ok();
    }

    @Test
    @Order(2)
    void aWorkersNodePlaneThatStartsAgainKeepsPodsAndServices() {
        assertThat(opensService()).as("the Service").isTrue();
        int plane = n1.plane("node");
        n1.host().ok("kill -9 " + plane);
        n1.awaitAnotherPlane("node", plane);
        // before that, nobody answers at all
        HeptoNode.await("DNS to fail", HeptoNode.PATIENCE, () -> lookUp().contains("SERVFAIL"));
        checks.serve(List.of("n1", "n2"), service);
        assertThat(ClusterChecks.webServers(List.of(n1, n2))).as("pods").isEqualTo(running);
        long asked = System.nanoTime();
        assertThat(lookUp()).as("a name of the cluster, still").contains("SERVFAIL");
        ClusterChecks.printed("DNS without a master fails", asked);
    }

    @Test
    @Order(3)
    void aWorkerThatBootsHasMeshAndGossipAndNoPods() {
        n1.powerCut();
        n1.bootAgain();
        long booted = System.nanoTime();
        HeptoNode.await(
                "n2 to be alive to n1",
                MESH_IS_BACK,
                () -> ClusterChecks.peer(n1, n2).path("gossip").asString("").equals("alive"));
        HeptoNode.await(
                "n2 to answer n1",
                MESH_IS_BACK,
                () -> n1.inNetwork("busybox ping6 -c 1 -W 2 " + farMesh).ok());
        ClusterChecks.printed("mesh and gossip are back without a master", booted);
        assertThat(ClusterChecks.peer(n1, n2).path("lastHandshake").asString(""))
                .isNotEmpty();
        assertThat(n1.webServers()).as("pods of the worker that booted").isEmpty();
        assertThat(opensService()).as("the Service").isFalse();
        assertThat(n1.status().path("ready").asBoolean(true))
                .as("all units are ready")
                .isFalse();
        assertThat(n2.webServers()).as("pods of the other worker").isEqualTo(running.get("n2"));
    }

    @Test
    @Order(4)
    void whenTheMasterIsBackAllIsWell() {
        m1.bootAgain();
        long booted = System.nanoTime();
        m1.awaitReady();
        n1.awaitReady();
        checks.allIsWell(HeptoNode.PATIENCE);
        ClusterChecks.printed("all is well with the master", booted);
        assertThat(n2.webServers()).as("pods of the other worker").isEqualTo(running.get("n2"));
        assertThat(n1.webServers()).as("pods of the worker that booted").isNotEmpty();
        assertThat(lookUp()).contains(service);
        assertThat(opensService()).as("the Service").isTrue();
    }

    /** What a pod of n1 is told of a name, without the apiserver's help. */
    private String lookUp() {
        return n1.host()
                .run(SpreadPods.inNetwork("busybox nslookup %s %s".formatted(NAME, dns)))
                .output();
    }

    /** Whether the network of n1 has a way to the Service. */
    private boolean opensService() {
        for (int attempt = 0; attempt < 10; attempt++) {
            // some lead to pods that are off
            if (n1.inNetwork("busybox nc -w 5 %s 80 </dev/null >/dev/null".formatted(service))
                    .ok()) {
                return true;
            }
        }
        return false;
    }
}
