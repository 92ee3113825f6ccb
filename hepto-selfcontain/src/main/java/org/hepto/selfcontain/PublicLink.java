package org.hepto.selfcontain;

import java.io.IOException;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;

/**
 * The node's public interface, an ipvlan on an interface of the host. It goes with that, whoever removes it: a network service
 * that makes a bridge anew, or a hand that unplugs it.
 *
 * @param uplink the host's interface
 * @param address static address and gateway, else router advertisements are followed
 * @param secret 16 bytes from which its address follows (RFC 7217); shown to no pod
 */
public record PublicLink(String uplink, Optional<ContainerSpec.StaticAddress> address, Ipv6Address secret) {
    private static final Ipv6Prefix DEFAULT = new Ipv6Prefix(new Ipv6Address(0, 0), 0);
    private static final String FOLLOW_ADVERTISEMENTS_WHEN_FORWARDING = "2";

    /** Makes it in the calling thread's namespace, with a socket that was opened in the host's. */
    void create(Rtnetlink host) throws IOException {
        Rtnetlink.Link parent =
                host.link(uplink).orElseThrow(() -> new IOException("the host has no interface " + uplink));
        try (OwnNetwork here = OwnNetwork.open()) {
            host.addIpvlan(Firewall.PUBLIC, parent, here.fd());
        }
    }

    /** Makes the settings that must stand before it goes up. Called in the node's namespace. */
    void configure() throws IOException {
        // on the interface itself, whether forwarding is on or not: "all" has no effect on accept_ra
        String accept = address.isPresent() ? "0" : FOLLOW_ADVERTISEMENTS_WHEN_FORWARDING;
        Sysctl.writeIpv6(Firewall.PUBLIC, "accept_ra", accept);
        // an address that does not depend on the order in which ipvlans were made
        Sysctl.writeIpv6(Firewall.PUBLIC, "stable_secret", secret.toString());
    }

    /** Brings it up. */
    void up(Rtnetlink own) throws IOException {
        Rtnetlink.Link eth0 = own.link(Firewall.PUBLIC).orElseThrow();
        own.setUp(eth0);
        if (address.isPresent()) {
            own.addAddress(eth0, address.get().address());
            if (address.get().gateway().isPresent()) {
                own.addRoute(DEFAULT, address.get().gateway(), eth0, 0);
            }
        }
    }
}
