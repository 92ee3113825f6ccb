package org.hepto.services.units;

import java.util.List;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgDevice;

/**
 * The WireGuard device on which every node address lives. One route, the cluster's /48, serves everything, services
 * too: the look-up of a route for a node's own packets precedes kube-proxy's DNAT. Its key and peers are {@link Peers}'.
 */
public final class Mesh implements Unit<Mesh.Link> {
    public static final UnitKey<Link> KEY = UnitKey.of("wireguard", Link.class);

    /** Its name in the container. */
    public static final String DEVICE = "wg0";

    /** IPv6 40, UDP 8, WireGuard 32 bytes. */
    private static final int OVERHEAD = 80;

    /** What is left on a link by PPPoE; nodes that agree on it need no discovery of the path between them. */
    private static final int MAX_MTU = 1412;

    /** IPv6 asks for it on every link (RFC 8200, section 5). */
    private static final int MIN_MTU = 1280;

    /**
     * The mesh as other units see it.
     *
     * @param mtu in bytes, for pods as well
     */
    record Link(Ipv6Address address, int mtu) {}

    private final Node node;

    Mesh(Node node) {
        this.node = node;
    }

    @Override
    public UnitKey<Link> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> follows() {
        return List.of(PublicAddress.KEY);
    }

    /** The link below may have another MTU now; sessions go on. */
    @Override
    public void changed(UnitContext context, UnitKey<?> followed) throws Exception {
        context.publish(KEY, start(context));
    }

    @Override
    public Link start(UnitContext context) throws Exception {
        int mtu = Math.clamp(context.get(PublicAddress.KEY).mtu() - OVERHEAD, MIN_MTU, MAX_MTU);
        Ipv6Address address = node.mesh();
        try (WgDevice device = new WgDevice(DEVICE)) {
            device.ensureLink(mtu);
            device.connect(new Ipv6Prefix(address, 128), node.network().prefix());
        }
        context.detail(address.toString());
        return new Link(address, mtu);
    }
}
