package org.hepto.wg;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.hepto.utils.Ipv6Prefix;

/**
 * What the kernel says of a peer.
 *
 * @param endpoint where the last authenticated packet came from, or what was set since; empty if neither
 * @param keepalive in seconds, 0 for none
 * @param allowedIps IPv6 only, in the kernel's order, which is no part of equality
 * @param lastHandshake by the wall clock; empty if there was none
 * @param rxBytes bytes received, with WireGuard's own
 * @param txBytes bytes sent, with WireGuard's own
 */
public record WgPeerState(
        WgKey publicKey,
        Optional<WgEndpoint> endpoint,
        int keepalive,
        Set<Ipv6Prefix> allowedIps,
        Optional<Instant> lastHandshake,
        long rxBytes,
        long txBytes) {
    public WgPeerState {
        allowedIps = Collections.unmodifiableSet(new LinkedHashSet<>(allowedIps));
    }
}
