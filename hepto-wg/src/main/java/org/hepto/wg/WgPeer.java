package org.hepto.wg;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hepto.utils.Ipv6Prefix;

/**
 * What a peer is to be.
 *
 * @param endpoint empty leaves the kernel's, which follows the peer as it roams
 * @param keepalive seconds between packets that hold a firewall's state open, 0 for none, at most 65535
 * @param allowedIps what is routed to the peer and what it may send from; host bits are dropped, the order is no part
 *     of equality
 */
public record WgPeer(WgKey publicKey, Optional<WgEndpoint> endpoint, int keepalive, Set<Ipv6Prefix> allowedIps) {
    public WgPeer {
        if (keepalive < 0 || keepalive > 65535) {
            throw new IllegalArgumentException("a keepalive is 0 to 65535 seconds, not " + keepalive);
        }
        allowedIps = allowedIps.stream()
                .map(Ipv6Prefix::network)
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(LinkedHashSet::new), Collections::unmodifiableSet));
    }

    /** Returns the same peer at an endpoint. */
    public WgPeer withEndpoint(WgEndpoint at) {
        return new WgPeer(publicKey, Optional.of(at), keepalive, allowedIps);
    }
}
