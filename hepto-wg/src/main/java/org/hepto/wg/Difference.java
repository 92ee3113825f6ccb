package org.hepto.wg;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.hepto.utils.Ipv6Prefix;

/**
 * Computes what has to be set to bring a device from a state to a configuration. Peers that go come first, so that
 * what they held is free. An allowed IP that another peer is to have is left to the kernel, which takes it from the
 * first peer when the second gets it: there is no moment without an owner. Allowed IPs are replaced only where one
 * would stay that belongs to no peer now, since replacing stops the traffic of the peer for a moment.
 */
final class Difference {
    private final Map<WgKey, WgPeerState> existing = new HashMap<>();
    private final Map<WgKey, WgPeer> wanted = new LinkedHashMap<>();
    private final Map<Ipv6Prefix, WgKey> owners = new HashMap<>();

    private Difference(WgState state, List<WgPeer> peers, WgKey own) {
        state.peers().forEach(peer -> existing.put(peer.publicKey(), peer));
        for (WgPeer peer : peers) {
            if (!peer.publicKey().equals(own)) {
                wanted.put(peer.publicKey(), peer);
                peer.allowedIps().forEach(prefix -> owners.put(prefix, peer.publicKey()));
            }
        }
    }

    static DeviceChange between(WgState state, WgConfig config) {
        WgKey own = config.privateKey().publicKey();
        List<PeerChange> peers = new Difference(state, config.peers(), own).peers();
        return ofDevice(state, config.privateKey(), own, config.listenPort(), peers);
    }

    /** Leaves the peers alone. */
    static DeviceChange ofDevice(WgState state, WgPrivateKey key, int listenPort) {
        return ofDevice(state, key, key.publicKey(), listenPort, List.of());
    }

    private static DeviceChange ofDevice(
            WgState state, WgPrivateKey key, WgKey own, int listenPort, List<PeerChange> peers) {
        return new DeviceChange(
                state.publicKey().equals(Optional.of(own)) ? Optional.empty() : Optional.of(key),
                state.listenPort() == listenPort ? OptionalInt.empty() : OptionalInt.of(listenPort),
                peers);
    }

    private List<PeerChange> peers() {
        List<PeerChange> changes = new ArrayList<>();
        for (WgKey key : existing.keySet()) {
            if (!wanted.containsKey(key)) {
                changes.add(PeerChange.remove(key));
            }
        }
        for (WgPeer peer : wanted.values()) {
            WgPeerState state = existing.get(peer.publicKey());
            changes.addAll(state == null ? List.of(PeerChange.add(peer)) : update(state, peer));
        }
        return changes;
    }

    private List<PeerChange> update(WgPeerState state, WgPeer peer) {
        List<PeerChange> changes = new ArrayList<>();
        Optional<WgEndpoint> endpoint =
                peer.endpoint().filter(e -> !state.endpoint().equals(Optional.of(e)));
        endpoint.ifPresent(e -> changes.addAll(PeerChange.call(peer.publicKey(), e, peer.keepalive())));
        OptionalInt keepalive = endpoint.isPresent() || state.keepalive() == peer.keepalive()
                ? OptionalInt.empty()
                : OptionalInt.of(peer.keepalive());
        boolean replace = state.allowedIps().stream().anyMatch(prefix -> !owners.containsKey(prefix));
        List<Ipv6Prefix> add = peer.allowedIps().stream()
                .filter(prefix -> replace || !state.allowedIps().contains(prefix))
                .toList();
        if (replace || !add.isEmpty() || keepalive.isPresent()) {
            int flags = WgUapi.WGPEER_F_UPDATE_ONLY | (replace ? WgUapi.WGPEER_F_REPLACE_ALLOWEDIPS : 0);
            changes.add(new PeerChange(peer.publicKey(), flags, Optional.empty(), keepalive, add));
        }
        return changes;
    }
}
