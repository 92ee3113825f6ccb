package org.hepto.services.node;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.hepto.selfcontain.ContainerSpec;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgKey;

/**
 * The /127 of the veth pair that joins a node with its host. It follows from the node's WireGuard key alone, since a newcomer
 * has it before it knows the cluster's prefix; it is a ULA of its own (RFC 4193) and never leaves the host.
 *
 * @param host the host's end, the even one
 * @param node the node's end
 */
public record HostPair(Ipv6Address host, Ipv6Address node) {
    private static final int FIRST_METRIC = 2000;
    private static final int METRICS = 0x1000;

    /** Returns the pair of the node that has this key. */
    public static HostPair of(WgKey key) {
        byte[] hash = Digests.sha256(("hepto host pair " + key.hex()).getBytes(StandardCharsets.US_ASCII));
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        long high = 0xfdL << 56 | bytes.getLong() >>> 8;
        long low = bytes.getLong() & ~1L;
        return new HostPair(new Ipv6Address(high, low), new Ipv6Address(high, low | 1));
    }

    /**
     * Returns the link that carries it. Name and metric follow from the address, so that several nodes on one host do not
     * collide.
     *
     * @param id the node's, for {@code ip link} to show
     */
    public ContainerSpec.HostLink link(String id) {
        long hash = host.low() >>> 32;
        return new ContainerSpec.HostLink(
                "hepto%08x".formatted(hash), "hepto " + id, host, node, FIRST_METRIC + (int) (hash % METRICS));
    }
}
