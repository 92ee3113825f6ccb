package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hepto.selfcontain.ContainerSpec;
import org.hepto.services.node.Enrollment;
import org.hepto.services.node.HostPair;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodeFirewall;
import org.hepto.services.node.PublicInterface;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgKey;
import org.hepto.wg.WgPrivateKey;

/** Says what the container of a node is to be: its links and addresses, its packet filter, what it sees of the host. */
final class NodeContainer {
    private static final int MACHINE_ID_BYTES = 16;

    private NodeContainer() {}

    /**
     * Returns the container of the node that has this WireGuard key; that of a newcomer knows no cluster.
     *
     * @param nameservers that it asks at first
     */
    static ContainerSpec of(
            NodeConfig config, List<Ipv6Address> nameservers, Optional<Enrollment> enrollment, WgPrivateKey key)
            throws IOException {
        WgKey identity = key.publicKey();
        return new ContainerSpec(
                config.id(),
                config.name(),
                config.paths().data(),
                List.of(Path.of(System.getProperty("java.home")).toRealPath(), config.images(), config.registries()),
                PublicInterface.of(config, key),
                nameservers,
                HostPair.of(identity).link(config.id()),
                enrollment.map(e -> e.network().services()),
                machineId(key),
                NodeFirewall.of(config.role(), identity, enrollment));
    }

    /** Returns an id that is the same after every start; kubelet publishes it in the Node object. */
    private static String machineId(WgPrivateKey key) {
        return HexFormat.of().formatHex(key.derive("hepto machine-id"), 0, MACHINE_ID_BYTES);
    }
}
