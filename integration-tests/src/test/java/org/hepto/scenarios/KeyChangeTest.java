package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.HostSize;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
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
 * The key of a running cluster is changed while one of its nodes is off: nobody is cut off, the node is back with its old key
 * file, and whoever has the old key alone is outside.
 */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 2400)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeyChangeTest {
    private static final Duration ONE_WAY = Duration.ofMillis(20);
    private static final double LOSS = 0.005;
    private static final Duration GIVEN_UP = Duration.ofMinutes(5);
    private static final Duration CHANGED = Duration.ofMinutes(5);
    private static final Duration BACK = Duration.ofMinutes(2);
    private static final Duration TOLD = HeptoNode.PATIENCE;
    private static final Duration ENDED = Duration.ofMinutes(1);
    private static final int KEYRING = 7947;
    private static final int CHALLENGE = 32;
    private static final int MEMORY = 1024;
    private static final int DISK = 8;
    private static final String OLD_KEY = "/data/key";
    private static final String NEW_KEY = "/data/new-key";
    private static final String CHANGED_SINCE = "key was changed";

    private final Cluster cluster;
    private final HeptoNode m1;
    private final HeptoNode n1;
    private final HeptoNode n2;
    private final LabHost elsewhere;
    private SpreadPods pods;

    KeyChangeTest(Lab lab) {
        Site hoster = lab.site("hoster").wan(ONE_WAY, LOSS);
        Site home = lab.site("home").wan(ONE_WAY, LOSS).stateful();
        Site cabin = lab.site("cabin").wan(ONE_WAY, LOSS).stateful();
        Site street = lab.site("street").wan(ONE_WAY, 0);
        cluster = Cluster.in(lab).master("m1", hoster).node("n1", home).node("n2", cabin);
        m1 = cluster.master();
        n1 = cluster.get("n1");
        n2 = cluster.get("n2");
        elsewhere = street.host("x", new HostSize(MEMORY, DISK));
    }

    @BeforeAll
    void start() {
        cluster.start();
        cluster.awaitReady();
        pods = SpreadPods.on(cluster);
        elsewhere.ok("umask 077; echo %s > %s".formatted(m1.host().ok("cat " + OLD_KEY), OLD_KEY));
    }

    @Test
    @Order(1)
    void onlyTheDaemonsOfNodesAreGivenTheKey() {
        String ask = "busybox timeout 20 busybox nc -w 10 %s %d </dev/null 2>/dev/null | wc -c";
        // a pod in the network of a node, or whoever is there, sees what is to be signed, and no more
        assertThat(n1.inNetwork(ask.formatted(cluster.mesh("m1"), KEYRING))
                        .output()
                        .strip())
                .as("bytes for the network of a node")
                .isEqualTo(Integer.toString(CHALLENGE));
        for (HeptoNode node : cluster.nodes()) {
            assertThat(pods.exec(
                            node.name(),
                            "nc -w 5 %s %d </dev/null 2>/dev/null | wc -c".formatted(cluster.mesh("m1"), KEYRING)))
                    .as("bytes for a pod of %s", node.name())
                    .isEqualTo("0");
        }
        assertThat(elsewhere.ok(ask.formatted(cluster.anchor(), KEYRING)).strip())
                .as("bytes for the outside")
                .isEqualTo("0");
    }

    @Test
    @Order(2)
    void theKeyIsChangedWithoutCuttingOffALivingNode() {
        n2.powerCut();
        HeptoNode.await("n2 to be given up", GIVEN_UP, () -> {
            String state = gossip(m1).getOrDefault("n2", "");
            return state.equals("dead") || state.equals("unknown");
        });
        String planes = m1.planes() + n1.planes();
        String webServers = m1.webServers() + n1.webServers();
        long asked = System.nanoTime();
        BackgroundProcess change =
                m1.host().start("key-change", "%s; echo exit code $?".formatted(m1.askCommand("key change")));
        m1.host().report(change.log());
        HeptoNode.await("hepto key change to end", CHANGED, () -> {
            theyLive(m1, n1);
            return !change.running();
        });
        printed("key changed", asked);
        assertThat(change.output()).contains("fetch the new one: n2", "the key is changed", "exit code 0");
        theyLive(m1, n1);
        String key = key(m1);
        assertThat(key)
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(m1.host().ok("cat " + OLD_KEY).strip());
        HeptoNode.await("n1 to have dropped the old key", BACK, () -> key(n1).equals(key));
        assertThat(m1.planes() + n1.planes()).as("planes").isEqualTo(planes);
        assertThat(m1.webServers() + n1.webServers()).as("pods").isEqualTo(webServers);
    }

    @Test
    @Order(3)
    void theNodeThatWasOffIsBackWithItsOldKey() {
        n2.bootAgain();
        long booted = System.nanoTime();
        HeptoNode.await("n2 to be alive everywhere", BACK, this::allLive);
        printed("n2 is back", booted);
        assertThat(key(n2)).isEqualTo(key(m1));
        n2.awaitReady();
        cluster.awaitReady("n2", true, HeptoNode.PATIENCE);
        HeptoNode.eventually("pods to reach each other", () -> {
            pods.look();
            pods.reachEachOther();
        });
    }

    @Test
    @Order(4)
    void startsWithTheOldKeyFileSayThatItWasChanged() {
        for (HeptoNode node : List.of(n1, m1)) {
            node.process().stop(ENDED);
            node.start();
            node.awaitReady();
            assertThat(node.process().output().lines().filter(line -> line.contains(CHANGED_SINCE)))
                    .as("what %s says", node.name())
                    .singleElement()
                    .asString()
                    .contains(node.directory() + "/cluster.key");
        }
        HeptoNode.await("all to be alive everywhere", GIVEN_UP, this::allLive);
    }

    @Test
    @Order(5)
    void whoHasTheOldKeyIsOutsideUntilHeHasTheNewOne() {
        int lines = m1.log().size();
        HeptoNode asking = newcomer(OLD_KEY);
        asking.start();
        HeptoNode.await(
                "the newcomer to say what is wrong",
                TOLD,
                () -> asking.status().path("joining").asString("").contains("cannot be decrypted"));
        HeptoNode.await(
                "the master to say it too",
                TOLD,
                () -> m1.log().stream()
                        .skip(lines)
                        .anyMatch(line -> line.contains("a stranger at") && line.contains("with another key")));
        assertThat(m1.ask("node list --json").output()).doesNotContain("\"x\"");
        asking.process().stop(ENDED);
        elsewhere.ok("umask 077; echo %s > %s".formatted(key(m1), NEW_KEY));
        HeptoNode invited = newcomer(NEW_KEY);
        invited.start();
        HeptoNode.await(
                "the newcomer to be admitted",
                TOLD,
                () -> m1.ask("node list --json")
                        .output()
                        .lines()
                        .anyMatch(line -> line.contains("\"x\"") && line.contains("admitted")));
        invited.process().stop(ENDED);
    }

    /** On a host that is too small for a node to become Ready. */
    private HeptoNode newcomer(String key) {
        return new HeptoNode(
                elsewhere,
                new NodeCommand("node", Cluster.NAME, "x", List.of())
                        .with("--key-file", key)
                        .with("--name", "x")
                        .with("--anchor", cluster.anchor()));
    }

    /** The cluster's key, as a node has it; two while it is being changed. */
    private static String key(HeptoNode node) {
        return node.host().ok("cat %s/cluster.key".formatted(node.directory())).strip();
    }

    private boolean allLive() {
        return cluster.nodes().stream().allMatch(node -> {
            Map<String, String> gossip = gossip(node);
            return others(node).stream().allMatch(other -> "alive".equals(gossip.get(other)));
        });
    }

    private List<String> others(HeptoNode node) {
        return cluster.nodes().stream()
                .filter(other -> other != node)
                .map(HeptoNode::name)
                .toList();
    }

    /** One that did not answer once is suspect until it does. */
    private static void theyLive(HeptoNode one, HeptoNode other) {
        assertThat(gossip(one).get(other.name()))
                .as("%s of %s", one.name(), other.name())
                .isIn("alive", "suspect");
        assertThat(gossip(other).get(one.name()))
                .as("%s of %s", other.name(), one.name())
                .isIn("alive", "suspect");
    }

    /** What a node's gossip thinks of the others; empty while the node does not answer. */
    private static Map<String, String> gossip(HeptoNode node) {
        return node.status()
                .path("peers")
                .valueStream()
                .collect(Collectors.toMap(
                        peer -> peer.path("name").asString(),
                        peer -> peer.path("gossip").asString("")));
    }

    private static void printed(String what, long since) {
        System.out.printf(
                "soak: %s after %d s%n",
                what, Duration.ofNanos(System.nanoTime() - since).toSeconds());
    }
}
