package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.selfcontain.Firewall;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgKey;
import org.junit.jupiter.api.Test;

class NodeFirewallTest {
    private static final WgKey IDENTITY = new WgKey(new byte[WgKey.BYTES]);
    private static final ClusterNetwork NETWORK = TestNodes.NETWORK;
    private static final Enrollment ENROLLMENT =
            new Enrollment(NETWORK, NETWORK.podRange(3), Ipv6Address.parse("fd00:1:2::a"));

    private static Firewall.Cluster cluster(Role role) {
        return NodeFirewall.of(role, IDENTITY, Optional.of(ENROLLMENT))
                .cluster()
                .orElseThrow();
    }

    @Test
    void masterOpensItsApiAsWell() {
        for (Optional<Enrollment> enrollment : List.of(Optional.of(ENROLLMENT), Optional.<Enrollment>empty())) {
            Firewall.Ports master =
                    NodeFirewall.of(Role.MASTER, IDENTITY, enrollment).outside();
            Firewall.Ports node =
                    NodeFirewall.of(Role.NODE, IDENTITY, enrollment).outside();
            assertThat(master.tcp()).containsExactlyInAnyOrder(6443, 7946);
            assertThat(node.tcp()).containsExactly(7946);
            assertThat(master.udp()).containsExactlyInAnyOrder(7946, 51820).isEqualTo(node.udp());
        }
        assertThat(cluster(Role.MASTER).forNodes().tcp()).contains(6443);
        assertThat(cluster(Role.MASTER).forPods().tcp()).contains(6443);
        assertThat(cluster(Role.NODE).forNodes().tcp()).doesNotContain(6443);
        assertThat(cluster(Role.NODE).forPods().tcp()).doesNotContain(6443);
    }

    @Test
    void onlyTheApiserversNodeReachesKubelet() {
        for (Role role : Role.values()) {
            Firewall.Cluster cluster = cluster(role);
            assertThat(cluster.api()).isEqualTo(ENROLLMENT.api());
            assertThat(cluster.forApi().tcp()).containsExactly(10250);
            assertThat(cluster.own().tcp()).contains(10250);
            assertThat(cluster.forNodes().tcp()).doesNotContain(10250);
            assertThat(cluster.forPods().tcp()).doesNotContain(10250);
        }
    }

    @Test
    void podsReachNoComponentButDnsAndTheApi() {
        for (Role role : Role.values()) {
            List<Integer> closed = new ArrayList<>(cluster(role).own().tcp());
            closed.removeAll(cluster(role).forPods().tcp());
            assertThat(closed).contains(7946, 10250, 10248, 10249, 10256, 8181);
            assertThat(cluster(role).forPods().udp()).containsExactly(53);
        }
        assertThat(cluster(Role.MASTER).own().tcp()).contains(2379, 2380, 10257, 10259);
    }

    @Test
    void onlyNodesAskAMasterForTheKey() {
        assertThat(cluster(Role.MASTER).forNodes().tcp()).contains(7947);
        assertThat(cluster(Role.MASTER).own().tcp()).contains(7947);
        assertThat(cluster(Role.MASTER).forPods().tcp()).doesNotContain(7947);
        assertThat(NodeFirewall.of(Role.MASTER, IDENTITY, Optional.of(ENROLLMENT))
                        .outside()
                        .tcp())
                .doesNotContain(7947);
        assertThat(cluster(Role.NODE).forNodes().tcp()).doesNotContain(7947);
    }

    @Test
    void newcomerKnowsNoCluster() {
        Firewall newcomer = NodeFirewall.of(Role.NODE, IDENTITY, Optional.empty());
        assertThat(newcomer.cluster()).isEmpty();
        assertThat(newcomer.host()).isEqualTo(HostPair.of(IDENTITY).host());
        assertThat(cluster(Role.NODE).ownPods()).isEqualTo(NETWORK.podRange(3));
    }
}
