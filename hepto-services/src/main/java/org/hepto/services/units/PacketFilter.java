package org.hepto.services.units;

import java.util.Optional;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.selfcontain.HostLinks;
import org.hepto.services.node.HostPair;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodeFirewall;
import org.hepto.wg.WgKey;

/**
 * What the node lets in, and how its host reaches the cluster's Services. The launcher has made both for a node that knew its
 * cluster; a newcomer's container knows nothing of it. Rules are replaced at once, so there is no moment without.
 */
final class PacketFilter implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("filter");

    private final Node node;

    PacketFilter(Node node) {
        this.node = node;
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        WgKey identity = node.wireguard().publicKey();
        NodeFirewall.of(node.config().role(), identity, node.enrollment()).apply();
        Optional<HostLinks> host = HostLinks.inherited();
        if (host.isPresent()) {
            host.get()
                    .addServices(
                            node.network().services(),
                            HostPair.of(identity).link(node.config().id()));
        }
        return Nothing.NOTHING;
    }
}
