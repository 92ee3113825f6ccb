package org.hepto.wg;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What is to be set at a device, in the order of {@code peers}; what is empty stays. */
record DeviceChange(Optional<WgPrivateKey> privateKey, OptionalInt listenPort, List<PeerChange> peers) {
    DeviceChange {
        peers = List.copyOf(peers);
    }

    static DeviceChange of(List<PeerChange> peers) {
        return new DeviceChange(Optional.empty(), OptionalInt.empty(), peers);
    }

    boolean isEmpty() {
        return privateKey.isEmpty() && listenPort.isEmpty() && peers.isEmpty();
    }
}
