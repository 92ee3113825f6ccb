package org.hepto.wg;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hepto.utils.Ipv6Prefix;

/**
 * What a device is to be: a value with equality, of which only the settings that hepto uses are there.
 *
 * @param listenPort UDP port, 1 to 65535
 * @param peers all of them; one with the device's own key is ignored, as the kernel ignores it
 */
public record WgConfig(WgPrivateKey privateKey, int listenPort, List<WgPeer> peers) {
    /** Throws {@link IllegalArgumentException} if a peer is there twice, or an allowed IP at two peers. */
    public WgConfig {
        checkPort(listenPort);
        peers = List.copyOf(peers);
        checkUnique(peers);
    }

    /** Makes the configuration of a device that has no peers. */
    public WgConfig(WgPrivateKey privateKey, int listenPort) {
        this(privateKey, listenPort, List.of());
    }

    static void checkPort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
    }

    /** The kernel gives an allowed IP to the last peer that asks: two would take it from each other for ever. */
    private static void checkUnique(List<WgPeer> peers) {
        Set<WgKey> keys = new HashSet<>();
        Map<Ipv6Prefix, WgKey> owners = new HashMap<>();
        for (WgPeer peer : peers) {
            if (!keys.add(peer.publicKey())) {
                throw new IllegalArgumentException("peer %s is declared twice".formatted(peer.publicKey()));
            }
            for (Ipv6Prefix prefix : peer.allowedIps()) {
                WgKey other = owners.put(prefix, peer.publicKey());
                if (other != null) {
                    throw new IllegalArgumentException(
                            "%s is declared for the peers %s and %s".formatted(prefix, other, peer.publicKey()));
                }
            }
        }
    }
}
