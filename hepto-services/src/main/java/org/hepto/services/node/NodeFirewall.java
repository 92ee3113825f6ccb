package org.hepto.services.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.selfcontain.Firewall;
import org.hepto.wg.WgKey;

/** Says what a node lets in, by its role. */
public final class NodeFirewall {
    private static final int DNS = 53;

    /** Of kubelet's health, kube-proxy's metrics and health, and CoreDNS's readiness: all on loopback anyway. */
    private static final List<Integer> HEALTH = List.of(10248, 10249, 10256, 8181);

    /** Of etcd for clients and peers, the controller manager and the scheduler: on loopback as well. */
    private static final List<Integer> CONTROL_PLANE = List.of(2379, 2380, 10257, 10259);

    private NodeFirewall() {}

    /**
     * Returns the rules of a node.
     *
     * @param enrollment empty for a newcomer, which only the outside and its host can reach
     */
    public static Firewall of(Role role, WgKey identity, Optional<Enrollment> enrollment) {
        HostPair pair = HostPair.of(identity);
        Firewall.Ports outside =
                new Firewall.Ports(with(api(role), Node.GOSSIP_PORT), List.of(Node.GOSSIP_PORT, Node.WIREGUARD_PORT));
        return new Firewall(pair.host(), pair.node(), outside, enrollment.map(e -> cluster(role, e)));
    }

    private static Firewall.Cluster cluster(Role role, Enrollment enrollment) {
        ClusterNetwork network = enrollment.network();
        List<Integer> tcp = new ArrayList<>(HEALTH);
        tcp.addAll(List.of(DNS, Node.GOSSIP_PORT, Node.KUBELET_PORT));
        if (role == Role.MASTER) {
            tcp.addAll(CONTROL_PLANE);
            tcp.add(Node.KEYRING_PORT);
        }
        return new Firewall.Cluster(
                network.prefix(),
                network.nodes(),
                network.pods(),
                enrollment.pods(),
                enrollment.api(),
                new Firewall.Ports(forNodes(role), List.of(Node.GOSSIP_PORT)),
                new Firewall.Ports(List.of(Node.KUBELET_PORT), List.of()),
                new Firewall.Ports(with(api(role), DNS), List.of(DNS)),
                new Firewall.Ports(tcp, List.of(DNS, Node.GOSSIP_PORT, Node.WIREGUARD_PORT)));
    }

    private static List<Integer> forNodes(Role role) {
        List<Integer> tcp = with(api(role), Node.GOSSIP_PORT);
        return role == Role.MASTER ? with(tcp, Node.KEYRING_PORT) : tcp;
    }

    private static List<Integer> api(Role role) {
        return role == Role.MASTER ? List.of(Node.API_PORT) : List.of();
    }

    private static List<Integer> with(List<Integer> ports, int more) {
        List<Integer> all = new ArrayList<>(ports);
        all.add(more);
        return all;
    }
}
