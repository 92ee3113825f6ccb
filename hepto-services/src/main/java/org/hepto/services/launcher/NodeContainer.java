package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.hepto.selfcontain.ContainerSpec;
import org.hepto.selfcontain.Firewall;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.services.node.Digests;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.Role;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgKey;

/** Says what the container of a node is to be: its links and addresses, its packet filter, what it sees of the host. */
final class NodeContainer {
    private static final int FIRST_METRIC = 2000;

    private NodeContainer() {}

    /** Returns the container of the node that has this WireGuard key. */
    static ContainerSpec of(NodeConfig config, ClusterNetwork network, WgKey identity) throws IOException {
        return new ContainerSpec(
                config.id(),
                config.name(),
                config.paths().data(),
                List.of(Path.of(System.getProperty("java.home")).toRealPath(), config.images()),
                config.uplink(),
                config.address().map(a -> new ContainerSpec.StaticAddress(a, config.gateway())),
                config.nameservers(),
                hostLink(config, network, identity),
                interfaceSecret(identity),
                firewall(config, network, identity));
    }

    /** Returns the rules that the node will load. */
    static Firewall firewall(NodeConfig config, ClusterNetwork network, WgKey identity) {
        return new Firewall(
                network.prefix(),
                network.hostSide(identity),
                config.role() == Role.MASTER ? List.of(Node.API_PORT) : List.of(),
                List.of(Node.WIREGUARD_PORT));
    }

    private static ContainerSpec.HostLink hostLink(NodeConfig config, ClusterNetwork network, WgKey identity) {
        String short8 = identity.hex().substring(0, 8);
        return new ContainerSpec.HostLink(
                "hepto" + short8,
                "hepto " + config.id(),
                network.hostSide(identity),
                network.nodeSide(identity),
                network.services(),
                FIRST_METRIC + Integer.parseInt(short8.substring(0, 3), 16));
    }

    /** From the node's key, so that its public address is the same after every start. */
    private static Ipv6Address interfaceSecret(WgKey identity) {
        ByteBuffer bytes =
                ByteBuffer.wrap(Digests.sha256(("hepto interface " + identity).getBytes(StandardCharsets.UTF_8)));
        return new Ipv6Address(bytes.getLong(), bytes.getLong());
    }
}
