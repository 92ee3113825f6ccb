package org.hepto.selfcontain;

import java.io.IOException;
import java.util.Optional;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;

/**
 * Makes the links of a node. They are made from the host's network namespace and born in the node's, so a launcher that dies
 * halfway leaves none.
 */
final class Links {
    /** The node's end of the pair to its host. */
    static final String HOST = "host0";

    private final ContainerSpec spec;

    Links(ContainerSpec spec) {
        this.spec = spec;
    }

    /** Makes them. Called in the node's namespace, with a socket that was opened in the host's. */
    void create(Rtnetlink host) throws IOException {
        ContainerSpec.HostLink pair = spec.hostLink();
        spec.publicLink().create(host);
        try (OwnNetwork here = OwnNetwork.open()) {
            Optional<Rtnetlink.Link> leftover = host.link(pair.device());
            if (leftover.isPresent()) {
                host.deleteLink(leftover.get());
            }
            host.addVeth(pair.device(), pair.alias(), HOST, here.fd());
        }
        Rtnetlink.Link device = host.link(pair.device()).orElseThrow();
        host.addAddress(device, new Ipv6Prefix(pair.host(), 127));
        host.setUp(device);
    }

    /** Makes the settings that must stand before the interfaces go up. Called in the node's namespace. */
    void configure() throws IOException {
        spec.publicLink().configure();
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
                new HostLinks(host).addServices(spec.services().get(), pair);
            }
            spec.publicLink().up(own);
        }
    }
}
