package org.hepto.wg;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hepto.utils.Ipv6Prefix;

/**
 * One element of {@code WGDEVICE_A_PEERS} in a {@code WG_CMD_SET_DEVICE}; what is empty is not sent and stays.
 *
 * @param flags {@code WGPEER_F_*}
 * @param keepalive in seconds
 */
record PeerChange(
        WgKey key, int flags, Optional<WgEndpoint> endpoint, OptionalInt keepalive, List<Ipv6Prefix> allowedIps) {
    PeerChange {
        allowedIps = List.copyOf(allowedIps);
    }

    static PeerChange remove(WgKey key) {
        return new PeerChange(key, WgUapi.WGPEER_F_REMOVE_ME, Optional.empty(), OptionalInt.empty(), List.of());
    }

    static PeerChange add(WgPeer peer) {
        return new PeerChange(
                peer.publicKey(), 0, peer.endpoint(), OptionalInt.of(peer.keepalive()), List.copyOf(peer.allowedIps()));
    }

    /**
     * Sets an endpoint and sends a packet there at once. The kernel does so when keepalives are switched on, thus they
     * are switched off before; by itself it waits for the next one after it gave up a handshake (90 s).
     */
    static List<PeerChange> call(WgKey key, WgEndpoint endpoint, int keepalive) {
        PeerChange off =
                new PeerChange(key, WgUapi.WGPEER_F_UPDATE_ONLY, Optional.of(endpoint), OptionalInt.of(0), List.of());
        PeerChange on = new PeerChange(
                key, WgUapi.WGPEER_F_UPDATE_ONLY, Optional.empty(), OptionalInt.of(keepalive), List.of());
        return keepalive == 0 ? List.of(off) : List.of(off, on);
    }

    /** The same with the first allowed IPs only. */
    PeerChange first(int count) {
        return new PeerChange(key, flags, endpoint, keepalive, allowedIps.subList(0, count));
    }

    /** The allowed IPs from an index, to be added to the peer that {@link #first} made. */
    PeerChange rest(int from) {
        return new PeerChange(
                key,
                WgUapi.WGPEER_F_UPDATE_ONLY,
                Optional.empty(),
                OptionalInt.empty(),
                allowedIps.subList(from, allowedIps.size()));
    }
}
