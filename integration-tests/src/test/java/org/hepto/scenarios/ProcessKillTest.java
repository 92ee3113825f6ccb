package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Any process of ours may be killed: the node comes back by itself, and pods do not notice. */
@LabTest(timeoutSeconds = 1800)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProcessKillTest {
    private static final Duration PATIENCE = HeptoNode.PATIENCE;

    private final HeptoNode node;
    private final Walkthrough user;

    ProcessKillTest(Lab lab) {
        node = HeptoNode.boot(lab);
        user = new Walkthrough(node);
    }

    @BeforeAll
    void start() {
        node.startAndAwaitReady();
        user.podsRun();
    }

    @Test
    @Order(1)
    void controlPlaneComesBackWithEveryAcknowledgedObject() {
        String servers = node.webServers();
        int nodePlane = node.plane("node");
        int killed = node.plane("control-plane");
        String acknowledged = node.host()
                .ok(
                        "for i in $(seq 1 12); do %s > /dev/null 2>&1 && echo configmap/object-$i; [ $i = 6 ] && kill -9 %d; done; true"
                                .formatted(
                                        node.kubectlCommand("create configmap object-$i --request-timeout=10s"),
                                        killed));
        assertThat(acknowledged.lines()).hasSizeGreaterThanOrEqualTo(6);
        HeptoNode.await(
                "the API to serve again",
                PATIENCE,
                () -> node.tryKubectl("get --raw /readyz").ok());
        assertThat(node.kubectl("get configmaps -o name").lines().toList())
                .containsAll(acknowledged.lines().toList());
        assertThat(node.plane("control-plane")).isNotEqualTo(killed);
        assertThat(node.plane("node")).as("the node plane").isEqualTo(nodePlane);
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        awaitAllReady();
    }

    @Test
    @Order(2)
    void nodePlaneComesBackAndPodsAreUntouched() {
        String servers = node.webServers();
        int controlPlane = node.plane("control-plane");
        int killed = node.plane("node");
        node.host().ok("kill -9 " + killed);
        node.awaitAnotherPlane("node", killed);
        HeptoNode.await(
                "exec to work again",
                PATIENCE,
                () -> node.tryKubectl("exec deployment/web -- true").ok());
        assertThat(node.plane("control-plane")).as("the control plane").isEqualTo(controlPlane);
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        awaitAllReady();
        HeptoNode.eventually("the Service to answer", user::serviceAnswersPod);
    }

    @Test
    @Order(3)
    void daemonComesBackAndPodsAreUntouched() {
        String servers = node.webServers();
        int killed = node.daemon();
        node.host().ok("kill -9 " + killed);
        Unready unready = new Unready();
        HeptoNode.await("the node and its pods to be Ready again", PATIENCE, () -> unready.over(node));
        assertThat(unready.longest()).as("not Ready at a stretch").isLessThan(Duration.ofSeconds(60));
        assertThat(node.daemon()).isNotEqualTo(killed);
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        awaitAllReady();
        HeptoNode.eventually("DNS to answer", user::dnsAnswers);
    }

    @Test
    @Order(4)
    void daemonThatFailsUnexpectedlyIsStartedAgainAndPodsAreUntouched() {
        String servers = node.webServers();
        int killed = node.daemon();
        // a directory that is not empty stands where the daemon wants its socket
        String socket = node.directory() + "/hepto.sock";
        node.host().ok("rm %1$s && mkdir -p %1$s/x && kill -9 %2$d".formatted(socket, killed));
        HeptoNode.await(
                "the daemon to fail more than once",
                PATIENCE,
                () -> node.host()
                        .run("[ $(grep -c 'the daemon failed' %s/log/hepto.log) -ge 2 ]".formatted(node.directory()))
                        .ok());
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        node.host().ok("rm -r " + socket);
        awaitAllReady();
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        HeptoNode.eventually("the Service to answer", user::serviceAnswersPod);
    }

    /** Looks at the Ready conditions of the Node and the pods, and remembers how long they were not True. */
    private static final class Unready {
        private static final String CONDITIONS =
                "get nodes,pods -o " + "jsonpath='{.items[*].status.conditions[?(@.type==\"Ready\")].status}'";
        private static final int STEADY = 15;

        private long since;
        private long longest;
        private int steady;

        boolean over(HeptoNode node) {
            var seen = node.tryKubectl(CONDITIONS + " --request-timeout=10s");
            long now = System.nanoTime();
            // while the API does not answer nothing flaps: what counts is what it says of the node and the pods
            if (seen.ok() && seen.output().contains("False")) {
                since = since == 0 ? now : since;
                longest = Math.max(longest, now - since);
                steady = 0;
            } else if (seen.ok()) {
                since = 0;
                steady++;
            }
            return steady >= STEADY;
        }

        Duration longest() {
            return Duration.ofNanos(longest);
        }
    }

    /** Every unit ready again: the next kill starts from a whole node. */
    private void awaitAllReady() {
        HeptoNode.await(
                "every unit to be ready",
                PATIENCE,
                () -> node.hepto("status --json --data " + HeptoNode.DATA)
                        .output()
                        .contains("\"ready\" : true"));
    }
}
