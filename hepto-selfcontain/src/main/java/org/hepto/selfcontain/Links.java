package org.hepto.selfcontain;

import java.io.IOException;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Linux;
import org.hepto.utils.Rtnetlink;

/**
 * Makes the links of a node. They are made from the host's network namespace and born in the node's, so a launcher that dies
 * halfway leaves none.
 */
final class Links {
    /** The node's end of the pair to its host. */
    static final String HOST = "host0";

    private static final Ipv6Prefix DEFAULT = new Ipv6Prefix(new Ipv6Address(0, 0), 0);
    private static final String FOLLOW_ADVERTISEMENTS_WHEN_FORWARDING = "2";

    private final ContainerSpec spec;

    Links(ContainerSpec spec) {
        this.spec = spec;
    }

    /** Makes them. Called in the node's namespace, with a socket that was opened in the host's. */
    void create(Rtnetlink host) throws IOException {
        ContainerSpec.HostLink pair = spec.hostLink();
        Rtnetlink.Link uplink =
                host.link(spec.uplink()).orElseThrow(() -> new IOException("there is no interface " + spec.uplink()));
        int namespace = Linux.open("/proc/thread-self/ns/net", Linux.O_RDONLY | Linux.O_CLOEXEC, 0);
        try {
            Optional<Rtnetlink.Link> leftover = host.link(pair.device());
            if (leftover.isPresent()) {
                host.deleteLink(leftover.get());
            }
            host.addIpvlan(Firewall.PUBLIC, uplink, namespace);
            host.addVeth(pair.device(), pair.alias(), HOST, namespace);
        } finally {
            Linux.close(namespace);
        }
        Rtnetlink.Link device = host.link(pair.device()).orElseThrow();
        host.addAddress(device, new Ipv6Prefix(pair.host(), 127));
        host.setUp(device);
    }

    /** Makes the settings that must stand before the interfaces go up. Called in the node's namespace. */
    void configure() throws IOException {
        // on the interface itself, before forwarding is on: "all" has no effect on accept_ra
        String accept = spec.publicAddress().isPresent() ? "0" : FOLLOW_ADVERTISEMENTS_WHEN_FORWARDING;
        Sysctl.writeIpv6(Firewall.PUBLIC, "accept_ra", accept);
        // an address that does not depend on the order in which ipvlans were made (RFC 7217)
        Sysctl.writeIpv6(
                Firewall.PUBLIC, "stable_secret", spec.interfaceSecret().toString());
        Sysctl.writeIpv6("all", "forwarding", "1");
    }

    /** Brings everything up. Called in the node's namespace once the packet filter stands. */
    void up(Rtnetlink host) throws IOException {
        ContainerSpec.HostLink pair = spec.hostLink();
        try (Rtnetlink own = new Rtnetlink()) {
            own.setUp(own.link("lo").orElseThrow());
            Rtnetlink.Link toHost = own.link(HOST).orElseThrow();
            own.setUp(toHost);
            own.addAddress(toHost, new Ipv6Prefix(pair.node(), 127));
            if (spec.services().isPresent()) {
                new HostRoutes(host).addServices(spec.services().get(), pair);
            }
            Rtnetlink.Link eth0 = own.link(Firewall.PUBLIC).orElseThrow();
            own.setUp(eth0);
            if (spec.publicAddress().isPresent()) {
                ContainerSpec.StaticAddress address = spec.publicAddress().get();
                own.addAddress(eth0, address.address());
                if (address.gateway().isPresent()) {
                    own.addRoute(DEFAULT, address.gateway(), eth0, 0);
                }
            }
        }
    }
}
