package org.hepto.services.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hepto.services.control.PeerReport;
import org.hepto.services.gossip.ClusterRecord;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.gossip.LoopbackGossip;
import org.hepto.services.gossip.NodeRecord;
import org.hepto.services.node.Node;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgEndpoint;
import org.hepto.wg.WgKey;
import org.hepto.wg.WgPeerState;
import org.hepto.wg.WgPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshReportsTest {
    private static final WgKey KEY = WgPrivateKey.generate().publicKey();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private static NodeRecord record(WgKey key, int range, boolean master) {
        return new NodeRecord(key, TestNodes.NETWORK.podRange(range), Optional.of("berlin"), master, "csr");
    }

    @Test
    void peerIsReportedAsGossipAndTheMeshSeeIt() throws Exception {
        Node master = TestNodes.node(TestNodes.config(Role.MASTER, "test", "m1", data.resolve("m1")));
        Node worker = TestNodes.node(TestNodes.config(Role.NODE, "test", "n1", data.resolve("n1")));
        Instant handshake = Instant.parse("2030-01-01T00:00:00Z");
        WgEndpoint endpoint = new WgEndpoint(Ipv6Address.parse("2001:db8::1"), 51820);
        Map<WgKey, WgPeerState> states = Map.of(
                KEY, new WgPeerState(KEY, Optional.of(endpoint), 25, Set.of(), Optional.of(handshake), 1000, 2000));
        try (Gossip authority = LoopbackGossip.join(master)) {
            authority.put(new ClusterRecord(TestNodes.NETWORK, master.mesh(), "cluster", "nodes"));
            authority.admit(
                    "m1", authority.identity(), record(master.wireguard().publicKey(), 0, true));
            PeerReport before;
            try (Gossip peer = LoopbackGossip.join(worker, authority)) {
                authority.admit("n1", peer.identity(), record(KEY, 1, false));
                LoopbackGossip.await(
                        "n1 is probed", () -> authority.roundTrip("n1").isPresent());
                LoopbackGossip.await(
                        "both have the same map",
                        () -> MeshReports.map(authority).equals(MeshReports.map(peer)));
                assertThat(MeshReports.map(peer).entries())
                        .as("two on the roster, a record of each and one of the cluster")
                        .isEqualTo(5);
                List<PeerReport> peers = MeshReports.peers(master, authority, states);
                assertThat(peers).as("without itself").hasSize(1);
                before = peers.getFirst();
            }
            assertThat(before.roundTrip().orElseThrow()).isLessThan(Duration.ofSeconds(1));
            assertThat(before)
                    .isEqualTo(new PeerReport(
                            "n1",
                            Optional.of("berlin"),
                            TestNodes.NETWORK.mesh(KEY).toString(),
                            Optional.of("[2001:db8::1]:51820"),
                            Optional.of(handshake),
                            1000,
                            2000,
                            before.roundTrip(),
                            "alive",
                            Optional.empty()));
            LoopbackGossip.await("n1 has left", () -> authority.stateOf("n1").equals("left"));
            assertThat(MeshReports.peers(master, authority, Map.of()).getFirst())
                    .as("without a mesh, and after it has left")
                    .extracting(PeerReport::roundTrip, PeerReport::endpoint, PeerReport::rxBytes)
                    .containsExactly(Optional.empty(), Optional.empty(), 0L);
        }
    }
}
