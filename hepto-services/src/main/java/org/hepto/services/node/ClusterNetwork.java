package org.hepto.services.node;

import java.nio.ByteBuffer;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgKey;

/**
 * The addresses of a cluster. All lie in one ULA /48 (RFC 4193) that follows from the cluster's name and key, so that
 * every node knows it without asking.
 *
 * @param prefix the /48
 */
public record ClusterNetwork(Ipv6Prefix prefix) {
    private static final long MESH = 0x0000;
    private static final long PODS = 0x1000;
    private static final long SERVICES = 0xf000;
    private static final long HOST_LINKS = 0xff00;

    /** The network of the cluster of that name and key. */
    public static ClusterNetwork of(String cluster, ClusterKey key) {
        long random = ByteBuffer.wrap(key.derive("hepto network " + cluster)).getLong();
        long high = 0xfdL << 56 | (random >>> 24) << 16;
        return new ClusterNetwork(new Ipv6Prefix(new Ipv6Address(high, 0), 48));
    }

    /** The address of a node: it follows from the node's key, so none is allocated and none collides. */
    public Ipv6Address mesh(WgKey node) {
        return address(MESH, hash(node));
    }

    /** The range from which each node gets a /64 for its pods. */
    public Ipv6Prefix pods() {
        return new Ipv6Prefix(address(PODS, 0), 52);
    }

    /** The range of ClusterIPs. */
    public Ipv6Prefix services() {
        return new Ipv6Prefix(address(SERVICES, 0), 108);
    }

    /** The Service {@code kubernetes}: the first address of the range. */
    public Ipv6Address apiService() {
        return address(SERVICES, 1);
    }

    /** The Service {@code kube-dns}. */
    public Ipv6Address dnsService() {
        return address(SERVICES, 0xa);
    }

    /** The host's end of the pair between a node and its host. */
    public Ipv6Address hostSide(WgKey node) {
        return address(HOST_LINKS, hash(node) >>> 16 << 16);
    }

    /** The node's end of the pair between a node and its host. */
    public Ipv6Address nodeSide(WgKey node) {
        return address(HOST_LINKS, hash(node) >>> 16 << 16 | 1);
    }

    private Ipv6Address address(long subnet, long low) {
        return new Ipv6Address(prefix.address().high() | subnet, low);
    }

    private static long hash(WgKey key) {
        return ByteBuffer.wrap(Digests.sha256(key.bytes())).getLong();
    }
}
