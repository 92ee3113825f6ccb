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
    void nothingNoticesThatTheDaemonIsAway() {
        String servers = node.webServers();
        String planes = node.planes();
        assertThat(planes.lines()).as("planes").hasSize(2);
        int killed = node.daemon();
        String init = initOf(killed);
        // pid 1 starts no other daemon while it is stopped
        node.host().ok("kill -STOP %s; kill -9 %d".formatted(init, killed));
        try {
            assertThat(node.kubectl("get --raw /readyz")).isEqualTo("ok");
            node.kubectl("create configmap written-without-a-daemon");
            user.serviceAnswersPod();
            user.serviceAnswersHost();
            user.dnsAnswers();
        } finally {
            node.host().ok("kill -CONT " + init);
        }
        awaitAllReady();
        assertThat(node.daemon()).isNotEqualTo(killed);
        assertThat(node.planes()).as("the planes").isEqualTo(planes);
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        user.serviceAnswersPod();
        user.dnsAnswers();
        user.exec();
    }

    @Test
    @Order(4)
    void planeOfAnEarlierDaemonThatIsKilledComesBack() {
        String servers = node.webServers();
        int killed = node.plane("node");
        node.host().ok("kill -9 " + killed);
        node.awaitAnotherPlane("node", killed);
        assertThat(node.process().output()).contains("hepto init: the plane with pid ", "ended: signal SIGKILL");
        awaitAllReady();
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        HeptoNode.eventually("the Service to answer", user::serviceAnswersPod);
    }

    @Test
    @Order(5)
    void planeThatDoesNotAnswerIsReplacedByTheNextDaemon() {
        String servers = node.webServers();
        int nodePlane = node.plane("node");
        int stopped = node.plane("control-plane");
        node.host().ok("kill -STOP %d; kill -9 %d".formatted(stopped, node.daemon()));
        node.awaitAnotherPlane("control-plane", stopped);
        awaitAllReady();
        assertThat(node.plane("node")).as("the node plane").isEqualTo(nodePlane);
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
    }

    @Test
    @Order(6)
    void daemonThatFailsUnexpectedlyIsStartedAgainAndNothingNotices() {
        String servers = node.webServers();
        String planes = node.planes();
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
        node.host().ok("rm -r " + socket);
        awaitAllReady();
        assertThat(node.planes()).as("the planes").isEqualTo(planes);
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        user.serviceAnswersPod();
    }

    @Test
    @Order(7)
    void helperThatIsKilledFailsItsStepsAndLeavesNothing() {
        String servers = node.webServers();
        awaitNoHelper(); // that of the daemon to be killed ends with it, and fails nothing
        node.host().ok("kill -9 " + node.daemon());
        HeptoNode.await(
                "a helper to kill",
                PATIENCE,
                () -> node.host().run("pkill -KILL -f 'Helper[M]ain'").ok());
        HeptoNode.await(
                "the reason in the log",
                PATIENCE,
                () -> node.host()
                        .run("grep -q 'the helper ended with exit code 137' %s/log/hepto.log"
                                .formatted(node.directory()))
                        .ok());
        awaitAllReady();
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        awaitNoHelper();
    }

    @Test
    @Order(8)
    void planesEndWhenNoDaemonComesBack() {
        int killed = node.daemon();
        String init = initOf(killed);
        node.host().ok("kill -STOP %s; kill -9 %d".formatted(init, killed));
        HeptoNode.await("the planes to end", PATIENCE, () -> node.planes().isEmpty());
        node.host().ok("kill -CONT " + init);
        awaitAllReady();
    }

    private void awaitNoHelper() {
        HeptoNode.await(
                "the idle helper to end",
                PATIENCE,
                () -> !node.host().run("pgrep -f 'Helper[M]ain'").ok());
    }

    private String initOf(int daemon) {
        return node.host().ok("cut -d' ' -f4 /proc/%d/stat".formatted(daemon));
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
