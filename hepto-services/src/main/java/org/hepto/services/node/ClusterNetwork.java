package org.hepto.services.node;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgKey;

/**
 * The addresses of a cluster. All lie in one ULA /48 (RFC 4193) that the first master draws by lot; the other nodes
 * learn it when they are admitted. It does not follow from the key, so that the key can change.
 *
 * @param prefix the /48
 */
public record ClusterNetwork(Ipv6Prefix prefix) {
    private static final long MESH = 0x0000;
    private static final long PODS = 0x1000;
    private static final long SERVICES = 0xf000;

    /** As many nodes can a cluster have. */
    public static final int POD_RANGES = 1 << 12;

    /** Returns the network of a new cluster, with 40 random bits (RFC 4193, section 3.2.2). */
    public static ClusterNetwork random(SecureRandom random) {
        long high = 0xfdL << 56 | (random.nextLong() >>> 24) << 16;
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

    /**
     * Returns one of those /64.
     *
     * @param index 0 to 4095
     */
    public Ipv6Prefix podRange(int index) {
        if (index < 0 || index >= POD_RANGES) {
            throw new IllegalArgumentException(
                    "there are %d ranges for pods, and none is number %d".formatted(POD_RANGES, index));
        }
        return new Ipv6Prefix(address(PODS | index, 0), 64);
    }

    /**
     * Returns which of those a /64 is; the reverse of {@link #podRange}.
     *
     * @throws IllegalArgumentException when it is none of this network
     */
    public int podIndex(Ipv6Prefix range) {
        int index = (int) (range.address().high() & (POD_RANGES - 1));
        if (!range.equals(podRange(index))) {
            throw new IllegalArgumentException("%s is no range for pods of %s".formatted(range, prefix));
        }
        return index;
    }

    /** The range of the nodes' own addresses. */
    public Ipv6Prefix nodes() {
        return new Ipv6Prefix(address(MESH, 0), 64);
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

    private Ipv6Address address(long subnet, long low) {
        return new Ipv6Address(prefix.address().high() | subnet, low);
    }

    private static long hash(WgKey key) {
        return ByteBuffer.wrap(Digests.sha256(key.bytes())).getLong();
    }
}
