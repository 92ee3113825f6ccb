package org.hepto.wg;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    /** Returns the peers by their public keys. */
    public Map<WgKey, WgPeerState> byKey() {
        return peers.stream().collect(Collectors.toUnmodifiableMap(WgPeerState::publicKey, Function.identity()));
    }
}
