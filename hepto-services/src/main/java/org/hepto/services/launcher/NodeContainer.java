package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.hepto.selfcontain.ContainerSpec;
import org.hepto.selfcontain.Firewall;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.Role;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgKey;
import org.hepto.wg.WgPrivateKey;

/** Says what the container of a node is to be: its links and addresses, its packet filter, what it sees of the host. */
final class NodeContainer {
    private static final int FIRST_METRIC = 2000;

    private static final int MACHINE_ID_BYTES = 16;

    private NodeContainer() {}

    /** Returns the container of the node that has this WireGuard key. */
    static ContainerSpec of(NodeConfig config, ClusterNetwork network, WgPrivateKey key) throws IOException {
        WgKey identity = key.publicKey();
        return new ContainerSpec(
                config.id(),
                config.name(),
                config.paths().data(),
                List.of(Path.of(System.getProperty("java.home")).toRealPath(), config.images()),
                config.uplink(),
                config.address().map(a -> new ContainerSpec.StaticAddress(a, config.gateway())),
                config.nameservers(),
                hostLink(config, network, identity),
                interfaceSecret(key),
                machineId(key),
                firewall(config.role(), network, identity));
    }

    /** Returns the rules that the node will load. */
    static Firewall firewall(Role role, ClusterNetwork network, WgKey identity) {
        return new Firewall(
                network.prefix(),
                network.hostSide(identity),
                role == Role.MASTER ? List.of(Node.API_PORT) : List.of(),
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

    /**
     * Returns what follows from the node's private key, so that its public address is the same after every start, and cannot be
     * computed from what others see of the node.
     */
    private static Ipv6Address interfaceSecret(WgPrivateKey key) {
        ByteBuffer bytes = ByteBuffer.wrap(key.derive("hepto interface"));
        return new Ipv6Address(bytes.getLong(), bytes.getLong());
    }

    /** Returns an id that is the same after every start; kubelet publishes it in the Node object. */
    private static String machineId(WgPrivateKey key) {
        return HexFormat.of().formatHex(key.derive("hepto machine-id"), 0, MACHINE_ID_BYTES);
    }
}
