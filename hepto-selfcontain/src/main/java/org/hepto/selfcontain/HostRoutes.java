package org.hepto.selfcontain;

import java.io.IOException;
import java.util.Optional;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;

/**
 * Adds routes to a node on its host. A newcomer's container stands before the node knows its cluster, so its daemon adds them
 * from inside: through a netlink socket that the launcher has opened on the host and left to it. Any thread may use it, one at
 * a time.
 */
public final class HostRoutes {
    private final Rtnetlink host;

    /** Takes a socket of the host's network namespace. */
    HostRoutes(Rtnetlink host) {
        this.host = host;
    }

    /** Returns those of the host of this container; empty in a program that init did not start, such as a test. */
    public static Optional<HostRoutes> inherited() {
        return inherited(Container.HOST_NETWORK_FD);
    }

    static Optional<HostRoutes> inherited(int fd) {
        try {
            return Optional.of(new HostRoutes(Rtnetlink.inherited(fd)));
        } catch (ErrnoException e) {
            return Optional.empty(); // EBADF, or another program's descriptor
        }
    }

    /**
     * Lets the host reach the services of the cluster through its node. A route that is there stays.
     *
     * @throws IOException if the pair has gone or the kernel refuses
     */
    public void addServices(Ipv6Prefix services, ContainerSpec.HostLink pair) throws IOException {
        Rtnetlink.Link device = host.link(pair.device())
                .orElseThrow(() -> new IOException("the host has no interface " + pair.device()));
        host.addRoute(services, Optional.of(pair.node()), device, pair.metric());
    }
}
