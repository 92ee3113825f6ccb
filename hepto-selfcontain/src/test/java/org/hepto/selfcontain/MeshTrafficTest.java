package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Sends packets through the rules of a master that has a pod, and a mesh with other nodes. The mesh is a veth with the name of
 * the WireGuard device, whose other end plays all other nodes and their pods.
 */
class MeshTrafficTest {
    private static final String NODE = "fd00:1:2::1";
    private static final String API = "fd00:1:2::a";
    private static final String OTHER_NODE = "fd00:1:2::b";
    private static final String GATEWAY = "fd00:1:2:1000::1";
    private static final String POD = "fd00:1:2:1000::5";
    private static final String OTHER_POD = "fd00:1:2:1001::5";
    private static final String FOREIGN = "fd99::1";
    private static final String PUBLIC = "2001:db8::1";
    private static final String OUTSIDE = "2001:db8::2";
    private static final String HOST_SIDE = "fd00:9::2";
    private static final String NODE_SIDE = "fd00:9::3";

    private static final int API_PORT = 6443;
    private static final int GOSSIP = 7946;
    private static final int DNS = 53;
    private static final int KUBELET = 10250;
    private static final int ETCD = 2379;

    /** A pod in the host's network. */
    private static final int HOST_NETWORK = 8080;

    private static final List<Integer> ALL = List.of(API_PORT, GOSSIP, DNS, KUBELET, ETCD, HOST_NETWORK);

    @BeforeAll
    static void needsRootAndTools() throws IOException {
        FirewallTrafficTest.needsRootAndTools();
        assumeTrue(!ThrowAway.output("which", "unshare").isEmpty(), "this machine has no unshare");
    }

    @FunctionalInterface
    private interface Scene {
        void play(Neighbour mesh, Neighbour pod) throws IOException;
    }

    /** A node without rules that listens on all ports. */
    private static void play(Scene scene) {
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            try (Neighbour mesh = new Neighbour(Firewall.MESH, NODE, API);
                    Neighbour pod = new Neighbour("veth0", GATEWAY, POD);
                    Listeners listeners = new Listeners()) {
                assertThat(listeners.channels).hasSize(ALL.size());
                shell("echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
                shell("ip -6 route add %s via %s".formatted(OTHER_NODE, API));
                for (String address : List.of(OTHER_POD, FOREIGN)) {
                    shell("ip -6 route add %s via %s".formatted(address, API));
                }
                for (String address : List.of(OTHER_NODE, OTHER_POD, FOREIGN)) {
                    mesh.shell("ip -6 address add %s/128 dev lo".formatted(address));
                }
                mesh.shell("ip -6 route add default via " + NODE);
                pod.shell("ip -6 route add default via " + GATEWAY);
                scene.play(mesh, pod);
            }
        });
    }

    private static final class Listeners implements Closeable {
        private final List<ServerSocketChannel> channels = new ArrayList<>();

        /** The kernel accepts by itself as long as there is room in the backlog. */
        Listeners() throws IOException {
            for (int port : ALL) {
                ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET6);
                channels.add(channel.bind(new InetSocketAddress("::", port)));
            }
        }

        @Override
        public void close() throws IOException {
            for (ServerSocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private static String shell(String command) throws IOException {
        return ThrowAway.output("sh", "-c", command);
    }

    /** Tries all ports. */
    private static void reachesOnly(Neighbour from, String source, String target, List<Integer> open) {
        for (int port : ALL) {
            if (open.contains(port)) {
                from.reaches(source, target, port);
            } else {
                from.isDropped(source, target, port);
            }
        }
    }

    @Test
    void nodesReachWhatNodesNeed() {
        play((mesh, pod) -> {
            reachesOnly(mesh, OTHER_NODE, NODE, ALL);
            FirewallTest.MASTER.apply();
            reachesOnly(mesh, OTHER_NODE, NODE, List.of(API_PORT, GOSSIP, HOST_NETWORK));
            reachesOnly(mesh, API, NODE, List.of(API_PORT, GOSSIP, HOST_NETWORK, KUBELET));
            assertThat(mesh.answers(OTHER_NODE, NODE)).isTrue();
        });
    }

    @Test
    void podsOfAllNodesReachWhatPodsNeed() {
        play((mesh, pod) -> {
            reachesOnly(pod, POD, NODE, ALL);
            FirewallTest.MASTER.apply();
            reachesOnly(pod, POD, NODE, List.of(API_PORT, DNS, HOST_NETWORK));
            reachesOnly(pod, POD, GATEWAY, List.of(API_PORT, DNS, HOST_NETWORK));
            reachesOnly(mesh, OTHER_POD, NODE, List.of(API_PORT, DNS, HOST_NETWORK));
            assertThat(pod.answers(POD, NODE)).isTrue();
        });
    }

    @Test
    void strangersInTheMeshReachNothing() {
        play((mesh, pod) -> {
            mesh.reaches(FOREIGN, NODE, HOST_NETWORK);
            FirewallTest.MASTER.apply();
            reachesOnly(mesh, FOREIGN, NODE, List.of());
            assertThat(mesh.answers(FOREIGN, NODE)).isFalse();
        });
    }

    @Test
    void podsSendFromTheirOwnRangeAlone() {
        play((mesh, pod) -> {
            String another = "fd00:1:2:1002::5";
            pod.shell("ip -6 address add %s/128 dev lo".formatted(another));
            pod.shell("ip -6 address add %s/128 dev lo".formatted(OTHER_NODE));
            shell("ip -6 route add %s via %s".formatted(another, POD));
            shell("ip -6 route replace %s via %s".formatted(OTHER_NODE, POD));
            pod.reaches(another, NODE, HOST_NETWORK);
            pod.reaches(OTHER_NODE, NODE, HOST_NETWORK);
            FirewallTest.MASTER.apply();
            pod.isDropped(another, NODE, HOST_NETWORK);
            pod.isDropped(OTHER_NODE, NODE, HOST_NETWORK);
            pod.reaches(POD, NODE, HOST_NETWORK);
        });
    }

    @Test
    void podsOfTwoNodesReachEachOther() {
        play((mesh, pod) -> {
            FirewallTest.MASTER.apply();
            assertThat(pod.answers(POD, OTHER_POD)).isTrue();
            assertThat(mesh.answers(OTHER_POD, POD)).isTrue();
            assertThat(mesh.answers(OTHER_NODE, POD)).isTrue();
            assertThat(pod.answers(POD, OTHER_NODE)).isTrue();
        });
    }

    @Test
    void onlyTheClusterIsInTheMesh() {
        play((mesh, pod) -> {
            assertThat(pod.answers(POD, FOREIGN)).isTrue();
            FirewallTest.MASTER.apply();
            mesh.count("daddr " + FOREIGN);
            assertThat(pod.answers(POD, FOREIGN)).isFalse();
            assertThat(mesh.answers(FOREIGN, POD)).isFalse();
            assertThat(mesh.counted()).isZero();
        });
    }

    @Test
    void nodeIsNoWayOutForOthersButForItsPods() {
        play((mesh, pod) -> {
            try (Neighbour outside = new Neighbour(Firewall.PUBLIC, PUBLIC, OUTSIDE)) {
                shell("echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
                FirewallTest.MASTER.apply();
                outside.count("saddr fd00::/8");
                assertThat(pod.answers(POD, OUTSIDE)).as("masqueraded").isTrue();
                assertThat(mesh.answers(OTHER_POD, OUTSIDE)).isFalse();
                assertThat(mesh.answers(OTHER_NODE, OUTSIDE)).isFalse();
                assertThat(outside.counted()).isZero();
                outside.shell("ip -6 route add fd00:1:2::/48 via " + PUBLIC);
                assertThat(outside.answers(OUTSIDE, POD)).isFalse();
                reachesOnly(outside, OUTSIDE, PUBLIC, List.of(API_PORT, GOSSIP));
            }
        });
    }

    @Test
    void hostReachesOtherNodesByTheAddressOfItsOwn() {
        play((mesh, pod) -> {
            try (Neighbour host = new Neighbour(Links.HOST, NODE_SIDE, HOST_SIDE)) {
                shell("echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
                host.shell("ip -6 route add fd00:1:2::/48 via " + NODE_SIDE);
                FirewallTest.MASTER.apply();
                mesh.count("saddr fd00:9::/64");
                assertThat(host.answers(HOST_SIDE, OTHER_POD)).isTrue();
                assertThat(host.answers(HOST_SIDE, POD)).isTrue();
                assertThat(mesh.counted()).isZero();
                reachesOnly(host, HOST_SIDE, NODE, ALL);
                assertThat(pod.answers(POD, HOST_SIDE))
                        .as("a pod asks the host")
                        .isFalse();
            }
        });
    }

    /** As kube-proxy does it: a port of this node is that of a pod on another one, and the answer comes back through this one. */
    @Test
    void portOfANodeMayLeadBackIntoTheMesh() {
        play((mesh, pod) -> {
            FirewallTest.MASTER.apply();
            try (ServerSocketChannel server = mesh.inside(() -> ServerSocketChannel.open(StandardProtocolFamily.INET6)
                    .bind(new InetSocketAddress(OTHER_POD, HOST_NETWORK)))) {
                assertThat(server.isOpen()).isTrue();
                Nft.load("""
                        table ip6 like-kube-proxy {
                          chain in {
                            type nat hook prerouting priority dstnat;
                            tcp dport 30000 dnat to [%1$s]:%2$d
                          }
                          chain out {
                            type nat hook postrouting priority srcnat - 1;
                            ct status dnat ip6 daddr %1$s masquerade
                          }
                        }
                        """.formatted(OTHER_POD, HOST_NETWORK));
                mesh.reaches(OTHER_NODE, NODE, 30000);
                pod.reaches(POD, NODE, 30000);
            }
        });
    }

    @Test
    void newcomerHasNeitherMeshNorPods() {
        play((mesh, pod) -> {
            try (Neighbour outside = new Neighbour(Firewall.PUBLIC, PUBLIC, OUTSIDE)) {
                FirewallTest.newcomer(FirewallTest.MASTER.outside()).apply();
                reachesOnly(mesh, API, NODE, List.of());
                reachesOnly(pod, POD, NODE, List.of());
                reachesOnly(outside, OUTSIDE, PUBLIC, List.of(API_PORT, GOSSIP));
                FirewallTest.MASTER.apply();
                pod.reaches(POD, NODE, HOST_NETWORK);
            }
        });
    }

    /** Each datagram is sent after the one before it has come: one that is lost is missed, and none gets where it must not. */
    @Test
    void rulesAreReplacedWithoutAGap() {
        play((mesh, pod) -> {
            try (DatagramChannel open = DatagramChannel.open(StandardProtocolFamily.INET6);
                    DatagramChannel closed = DatagramChannel.open(StandardProtocolFamily.INET6)) {
                open.bind(new InetSocketAddress("::", DNS)).socket().setSoTimeout(PATIENCE);
                closed.bind(new InetSocketAddress("::", GOSSIP)).configureBlocking(false);
                FirewallTest.MASTER.apply();
                AtomicBoolean done = new AtomicBoolean();
                CompletableFuture<Integer> sent =
                        CompletableFuture.supplyAsync(() -> pod.inside(() -> flood(open, done)));
                for (int i = 0; i < 30 && !sent.isDone(); i++) {
                    FirewallTest.MASTER.apply();
                }
                done.set(true);
                assertThat(sent.join()).isGreaterThan(30);
                assertThat(closed.receive(ByteBuffer.allocate(4))).isNull();
            }
        });
    }

    private static final int PATIENCE = 5000;

    /** Sends from ever new ports, so that each datagram is new to the rules and none belongs to a connection that stands. */
    private static int flood(DatagramChannel receiver, AtomicBoolean done) throws IOException {
        byte[] packet = new byte[4];
        int count = 0;
        while (!done.get()) {
            try (DatagramChannel sender = DatagramChannel.open(StandardProtocolFamily.INET6)) {
                sender.send(ByteBuffer.allocate(4).putInt(0, count), new InetSocketAddress(NODE, GOSSIP));
                sender.send(ByteBuffer.allocate(4).putInt(0, count), new InetSocketAddress(NODE, DNS));
            }
            receiver.socket().receive(new java.net.DatagramPacket(packet, packet.length));
            assertThat(ByteBuffer.wrap(packet).getInt()).isEqualTo(count);
            count++;
        }
        return count;
    }
}
