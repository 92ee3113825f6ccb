package org.hepto.selfcontain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;

/**
 * What a node's container is to be.
 *
 * @param id names the cgroup, {@code cluster_node}
 * @param hostname the node's name
 * @param dataDirectory writable inside at the same path
 * @param readOnly directories outside /usr that must be visible inside, such as the JDK's
 * @param publicLink carries the node's public address
 * @param nameservers what the node's resolver asks at first
 * @param hostLink the pair that joins the host with its node
 * @param services routed over it by the host; empty while the node knows no cluster, see {@link HostLinks}
 * @param machineId 32 hex digits for machine-id(5), which programs publish
 * @param firewall the rules that stand before an interface goes up
 */
public record ContainerSpec(
        String id,
        String hostname,
        Path dataDirectory,
        List<Path> readOnly,
        PublicLink publicLink,
        List<Ipv6Address> nameservers,
        HostLink hostLink,
        Optional<Ipv6Prefix> services,
        String machineId,
        Firewall firewall) {

    /** A public address given by hand. */
    public record StaticAddress(Ipv6Prefix address, Optional<Ipv6Address> gateway) {}

    /**
     * The veth pair between the host and its node, which an ipvlan hides from one another.
     *
     * @param device name of the host's end, at most 15 bytes
     * @param alias says in {@code ip link} whose it is
     * @param host the host's end of a /127
     * @param node the node's end
     * @param metric of the host's routes; differs from node to node, so that several on one host do not collide
     */
    public record HostLink(String device, String alias, Ipv6Address host, Ipv6Address node, int metric) {}
}
