package org.hepto.services.units;

import java.util.List;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgConfig;
import org.hepto.wg.WgDevice;

/**
 * The WireGuard device on which every node address lives. One route, the cluster's /48, serves everything, services
 * too: the look-up of a route for a node's own packets precedes kube-proxy's DNAT.
 */
final class Mesh implements Unit<Mesh.Link> {
    static final UnitKey<Link> KEY = UnitKey.of("wireguard", Link.class);

    private static final String DEVICE = "wg0";

    /** IPv6 40, UDP 8, WireGuard 32 bytes. */
    private static final int OVERHEAD = 80;

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
        int mtu = Math.max(MIN_MTU, context.get(PublicAddress.KEY).mtu() - OVERHEAD);
        Ipv6Address address = node.mesh();
        try (WgDevice device = new WgDevice(DEVICE)) {
            device.ensureLink(mtu);
            device.apply(new WgConfig(node.wireguard(), Node.WIREGUARD_PORT));
            device.connect(new Ipv6Prefix(address, 128), node.network().prefix());
        }
        context.detail(address.toString());
        return new Link(address, mtu);
    }
}
