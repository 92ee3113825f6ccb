package org.hepto.wg;

import org.hepto.utils.Ipv6Address;

/**
 * Where a peer receives the UDP datagrams of WireGuard.
 *
 * @param port UDP port, 1 to 65535
 */
public record WgEndpoint(Ipv6Address address, int port) {
    public WgEndpoint {
        WgConfig.checkPort(port);
    }

    /** Returns {@code [RFC 5952 address]:port}. */
    @Override
    public String toString() {
        return address.inUrl() + ":" + port;
    }
}
