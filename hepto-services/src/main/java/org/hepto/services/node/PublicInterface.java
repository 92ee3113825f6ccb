package org.hepto.services.node;

import java.nio.ByteBuffer;
import org.hepto.selfcontain.ContainerSpec;
import org.hepto.selfcontain.PublicLink;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgPrivateKey;

/** Says what a node's public interface is to be. */
public final class PublicInterface {
    private PublicInterface() {}

    /** Returns that of the node that has this key. */
    public static PublicLink of(NodeConfig config, WgPrivateKey key) {
        return new PublicLink(
                config.uplink(),
                config.address().map(address -> new ContainerSpec.StaticAddress(address, config.gateway())),
                secret(key));
    }

    /**
     * Returns what follows from the node's private key, so that its public address is the same after every start, and cannot be
     * computed from what others see of the node.
     */
    private static Ipv6Address secret(WgPrivateKey key) {
        ByteBuffer bytes = ByteBuffer.wrap(key.derive("hepto interface"));
        return new Ipv6Address(bytes.getLong(), bytes.getLong());
    }
}
