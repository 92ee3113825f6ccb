package org.hepto.selfcontain;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;

/**
 * Changes what a node has on its host, from inside: through a netlink socket that the launcher has opened on the host and left
 * to the daemon. A newcomer's container stands before the node knows its cluster, so its routes come later, and an interface
 * of the host may go and come again under a node that runs. Any thread may use it.
 */
public final class HostLinks {
    /** There is one socket, on which one would read the answers to another. */
    private static final Object ONE_AT_A_TIME = new Object();

    private final Rtnetlink host;

    /** Takes a socket of the host's network namespace. */
    HostLinks(Rtnetlink host) {
        this.host = host;
    }

    /** Returns those of the host of this container; empty in a program that init did not start, such as a test. */
    public static Optional<HostLinks> inherited() {
        return inherited(Container.HOST_NETWORK_FD);
    }

    static Optional<HostLinks> inherited(int fd) {
        try {
            return Optional.of(new HostLinks(Rtnetlink.inherited(fd)));
        } catch (ErrnoException e) {
            return Optional.empty(); // EBADF, or another program's descriptor
        }
    }

    /** Returns all addresses of the host. */
    public Set<Ipv6Address> addresses() throws IOException {
        synchronized (ONE_AT_A_TIME) {
            return host.addresses();
        }
    }

    /**
     * Lets the host reach the services of the cluster through its node. A route that is there stays.
     *
     * @throws IOException if the pair has gone or the kernel refuses
     */
    public void addServices(Ipv6Prefix services, ContainerSpec.HostLink pair) throws IOException {
        synchronized (ONE_AT_A_TIME) {
            Rtnetlink.Link device = host.link(pair.device())
                    .orElseThrow(() -> new IOException("the host has no interface " + pair.device()));
            host.addRoute(services, Optional.of(pair.node()), device, pair.metric());
        }
    }

    /**
     * Makes the node's public interface anew if it is not there: it went with that of the host, and that is there again. Called
     * in the node's namespace.
     *
     * @return whether it was made, or what was half made completed
     * @throws IOException if the host's interface is still away, or cannot carry it
     */
    public boolean restore(PublicLink link) throws IOException {
        synchronized (ONE_AT_A_TIME) {
            try (Rtnetlink own = new Rtnetlink()) {
                Optional<Rtnetlink.Link> eth0 = own.link(Firewall.PUBLIC);
                if (eth0.filter(Rtnetlink.Link::up).isPresent()) {
                    return false;
                }
                if (eth0.isEmpty()) {
                    link.create(host);
                }
                link.configure();
                link.up(own);
                return true;
            }
        }
    }
}
