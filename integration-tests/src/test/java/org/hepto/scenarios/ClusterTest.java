package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.Capture;
import org.hepto.lab.CapturedPacket;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.hepto.lab.Result;
import org.hepto.lab.Site;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One cluster over the Internet: a master at a hoster and nodes in two homes behind stateful firewalls, one of them on
 * PPPoE; round trips of 80 ms, of hundred packets one is lost.
 */
@LabTest(router = false, timeoutSeconds = 3600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTest {
    private static final Duration ONE_WAY = Duration.ofMillis(20);
    private static final double LOSS = 0.005;
    private static final Duration ENDING = Duration.ofSeconds(30);
    private static final int PPPOE = 1492;
    private static final int WIREGUARD = 51820;
    private static final int GOSSIP = 7946;
    private static final int DNS = 53;
    private static final int API = 6443;
    private static final int WIREGUARD_OVERHEAD = 80;
    private static final int ICMP_ECHO_OVERHEAD = 48;
    private static final String GET = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 30 %s %d | tail -n 1";

    private final Cluster cluster;
    private final Capture capture;
    /** By their nodes: name of a pod. */
    private final Map<String, String> pods = new LinkedHashMap<>();

    private long settled;

    ClusterTest(Lab lab) {
        Site hoster = lab.site("hoster").wan(ONE_WAY, LOSS);
        Site home = lab.site("home").wan(ONE_WAY, LOSS).stateful().mtu(PPPOE);
        Site cabin = lab.site("cabin").wan(ONE_WAY, LOSS).stateful();
        capture = lab.capture();
        cluster = Cluster.in(lab).master("m1", hoster).node("n1", home).node("n2", cabin);
    }

    @BeforeAll
    void start() {
        cluster.start();
        cluster.awaitReady();
        new Walkthrough(cluster.master()).apply(Walkthrough.resource("spread.yaml"));
        cluster.kubectl("rollout status daemonset/spread --timeout=280s");
        cluster.nodes()
                .forEach(node -> pods.put(
                        node.name(),
                        cluster.kubectl(
                                "get pods -l app=spread --field-selector=spec.nodeName=%s".formatted(node.name())
                                        + " -o jsonpath='{.items[0].metadata.name}'")));
        // connections that were begun before may send for a while
        settled = System.nanoTime() + ENDING.toNanos();
    }

    @Test
    @Order(1)
    void nodesAreReadyByTheirMeshAddresses() {
        Set<String> addresses = new HashSet<>();
        Set<String> prefixes = new HashSet<>();
        for (HeptoNode node : cluster.nodes()) {
            String address =
                    cluster.kubectl("get node %s -o jsonpath='{.status.addresses[?(@.type==\"InternalIP\")].address}'"
                            .formatted(node.name()));
            assertThat(address).as("mesh address of %s", node.name()).startsWith("fd");
            addresses.add(address);
            prefixes.add(String.join(":", List.of(address.split(":")).subList(0, 3)));
        }
        assertThat(addresses).hasSize(3);
        assertThat(prefixes).as("prefix of the cluster").hasSize(1);
    }

    @Test
    @Order(2)
    void podsReachEachOtherAcrossNodes() {
        for (String from : pods.keySet()) {
            for (String to : pods.keySet()) {
                assertThat(inPod(from, GET.formatted(podAddress(to), 80)))
                        .as("from %s to %s", from, to)
                        .isEqualTo(pods.get(to));
            }
        }
    }

    @Test
    @Order(3)
    void aServiceLeadsToPodsOfAllNodes() {
        String address = serviceAddress();
        for (String from : pods.keySet()) {
            Set<String> answers = new HashSet<>();
            HeptoNode.eventually("answers to %s by all nodes".formatted(from), () -> {
                answers.add(inPod(from, GET.formatted(address, 80)));
                assertThat(answers).containsAll(pods.values());
            });
        }
    }

    @Test
    @Order(4)
    void dnsAnswersOnEachNode() {
        String address = serviceAddress();
        for (String node : pods.keySet()) {
            assertThat(inPod(node, "nslookup spread.default.svc.cluster.local"))
                    .as("on %s", node)
                    .contains(address);
            assertThat(inPod(node, GET.formatted("spread", 80))).isIn(pods.values());
        }
    }

    @Test
    @Order(5)
    void logsExecCopiesAndPortForwardReachFarPods() {
        int port = 18080;
        for (String node : pods.keySet()) {
            String pod = pods.get(node);
            assertThat(cluster.kubectl("logs " + pod)).as("on %s", node).contains("spread is up");
            assertThat(inPod(node, "hostname")).isEqualTo(pod);
            ClusterWalkthrough.copyBothWays(cluster.master(), pod);
            BackgroundProcess forward = cluster.master()
                    .host()
                    .start(
                            "forward-" + node,
                            cluster.master().kubectlCommand("port-forward pod/%s %d:80".formatted(pod, ++port)));
            int local = port;
            try {
                HeptoNode.eventually(
                        "port-forward to " + node,
                        () -> assertThat(HeptoNode.succeed(cluster.master().host(), GET.formatted("::1", local)))
                                .isEqualTo(pod));
            } finally {
                forward.stop(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    @Order(6)
    void aFullPacketPassesInOnePiece() {
        List<CapturedPacket> largest = new ArrayList<>();
        int mtu = Integer.parseInt(inPod("n1", "cat /sys/class/net/eth0/mtu"));
        assertThat(mtu).isLessThanOrEqualTo(PPPOE - WIREGUARD_OVERHEAD);
        inPod("n1", "ping -6 -c 10 -s %d %s".formatted(mtu - ICMP_ECHO_OVERHEAD, podAddress("n2")));
        largest.addAll(capture.packets(packet -> packet.length() == mtu + WIREGUARD_OVERHEAD));
        assertThat(largest).extracting(CapturedPacket::from).contains("home", "cabin");
        assertThat(capture.packets(CapturedPacket::fragment)).isEmpty();
    }

    @Test
    @Order(7)
    void aUserOfTheClusterReachesItFromOutside() {
        HeptoNode master = cluster.master();
        String kubeconfig = HeptoNode.succeed(
                master.host(), master.askCommand("kubeconfig --user jane --group readers --days 1 --server public"));
        assertThat(kubeconfig).contains("https://[%s]:%d".formatted(cluster.anchor(), API));
        LabHost laptop = cluster.get("n2").host();
        laptop.ok("umask 077; cat > /data/jane <<'END'\n%s\nEND".formatted(kubeconfig));
        String kubectl = "KUBECONFIG=/data/jane %s kubectl ".formatted(HeptoNode.jar());
        assertThat(HeptoNode.succeed(laptop, kubectl + "auth whoami -o jsonpath='{.status.userInfo}'"))
                .contains("\"username\":\"jane\"", "\"readers\"");
        Result pods = laptop.run(kubectl + "get pods");
        assertThat(pods.ok()).isFalse();
        assertThat(pods.output()).contains("User \"jane\" cannot list resource \"pods\"");
    }

    /** The last one: what all others have caused, once every node had its handshakes with all others. */
    @Test
    @Order(Integer.MAX_VALUE)
    void nothingElseThanTheMeshGoesOverTheInternet() {
        assertThat(capture.packets(packet -> packet.uses(CapturedPacket.UDP, WIREGUARD)))
                .extracting(packet -> packet.from() + " " + packet.to())
                .contains("home hoster", "hoster home", "cabin hoster", "hoster cabin", "home cabin", "cabin home");
        // where there is no way are the name servers of the hosts, which the lab does not have
        assertThat(capture.packets(packet -> !packet.to().isEmpty() && !expected(packet)))
                .isEmpty();
        assertThat(capture.packets(packet -> packet.to().isEmpty()))
                .allMatch(packet -> packet.destinationPort() == DNS);
    }

    /**
     * Newcomers gossip with their anchor until they are admitted, and members whose mesh does not work yet with each other;
     * ICMPv6 are errors, such as "too big".
     */
    private boolean expected(CapturedPacket packet) {
        boolean gossip = packet.uses(CapturedPacket.TCP, GOSSIP) || packet.uses(CapturedPacket.UDP, GOSSIP);
        return packet.uses(CapturedPacket.UDP, WIREGUARD)
                || packet.protocol() == CapturedPacket.ICMPV6
                || packet.uses(CapturedPacket.TCP, API) // of the user outside
                || (gossip && packet.nanoseconds() < settled);
    }

    private String podAddress(String node) {
        return cluster.kubectl("get pod %s -o jsonpath='{.status.podIP}'".formatted(pods.get(node)));
    }

    private String serviceAddress() {
        return cluster.kubectl("get service spread -o jsonpath='{.spec.clusterIP}'");
    }

    private String inPod(String node, String command) {
        return cluster.kubectl("exec %s -- sh -c \"%s\"".formatted(pods.get(node), command.replace("\"", "\\\"")));
    }
}
