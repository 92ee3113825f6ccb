package org.hepto.wg;

import java.util.List;
import java.util.Optional;

/**
 * What the kernel says of a device.
 *
 * @param publicKey empty while the device has no private key
 * @param listenPort UDP port
 */
public record WgState(Optional<WgKey> publicKey, int listenPort, List<WgPeerState> peers) {
    public WgState {
        peers = List.copyOf(peers);
    }
}
