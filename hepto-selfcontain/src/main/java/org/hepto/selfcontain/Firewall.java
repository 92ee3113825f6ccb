package org.hepto.selfcontain;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;

/**
 * What gets into a node and out of it. Nothing enters that is not named: a few ports from outside, others from the cluster's
 * nodes, fewer from pods. What listens on a node beside its own components is a pod in the host's network, so nodes and pods
 * may reach it. The cluster's addresses never cross the public interface; pods that talk to the outside are masqueraded to
 * the node's address. From its host only the host itself gets in, but everywhere.
 *
 * @param host the host's end of the pair to it
 * @param node the node's end
 * @param outside what everybody may reach on the public interface
 * @param cluster empty while the node is a newcomer, which has neither mesh nor pods
 */
public record Firewall(Ipv6Address host, Ipv6Address node, Ports outside, Optional<Cluster> cluster) {
    /** The node's public interface, inside its container. */
    public static final String PUBLIC = "eth0";

    /** The node's WireGuard device. */
    public static final String MESH = "wg0";

    /** TCP and UDP ports of the node. */
    public record Ports(List<Integer> tcp, List<Integer> udp) {
        /** No port at all. */
        public static final Ports NONE = new Ports(List.of(), List.of());

        /** Copies the lists. */
        public Ports {
            tcp = List.copyOf(tcp);
            udp = List.copyOf(udp);
        }
    }

    /**
     * What an admitted node knows of its cluster.
     *
     * @param prefix holds all the others
     * @param nodes the nodes' own addresses
     * @param pods the pods of all nodes
     * @param ownPods the range of this node's pods; they may send from no other
     * @param api the apiserver's node, which may reach {@code forApi} as well
     * @param forNodes what every node may reach
     * @param forPods what pods of all nodes may reach
     * @param own where the node's own components listen; closed unless one of the others opens it
     */
    public record Cluster(
            Ipv6Prefix prefix,
            Ipv6Prefix nodes,
            Ipv6Prefix pods,
            Ipv6Prefix ownPods,
            Ipv6Address api,
            Ports forNodes,
            Ports forApi,
            Ports forPods,
            Ports own) {}

    /**
     * Loads the rules into the calling thread's network namespace, in the place of those that are there. A packet meets the
     * old ones or the new ones, and connections that stand go on.
     *
     * @throws IOException if nft(8) or the kernel refuses; the old ones stay then
     */
    public void apply() throws IOException {
        Nft.load(FirewallRules.of(this));
    }

    /** Asks nft and the kernel whether they would take the rules, in the calling thread's network namespace. */
    void check() throws IOException {
        Nft.check(FirewallRules.of(this));
    }
}
