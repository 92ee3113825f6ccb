package org.hepto.utils;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads and changes links, addresses and routes of one network namespace; see rtnetlink(7), {@code linux/if_link.h},
 * {@code linux/if_addr.h} and {@code linux/rtnetlink.h}. It acts in the namespace in which it was opened. Any thread
 * may use it, one at a time.
 */
public final class Rtnetlink implements AutoCloseable {
    /** A network interface: index, name, MTU in bytes, whether it is administratively up. */
    public record Link(int index, String name, int mtu, boolean up) {}

    /** An address on an interface; not usable while tentative or once duplicate detection failed. */
    public record Address(int linkIndex, Ipv6Prefix prefix, boolean usable) {}

    /**
     * A unicast route of the main table, or one next hop of one that has several.
     *
     * @param gateway none means on-link
     * @param metric among routes to the same destination the kernel takes the lowest
     */
    public record Route(Ipv6Prefix destination, Optional<Ipv6Address> gateway, int linkIndex, int metric) {}

    private final NetlinkSocket socket;

    /** Opens a socket in the calling thread's network namespace, where it stays. */
    public Rtnetlink() throws ErrnoException {
        socket = new NetlinkSocket(NetlinkSocket.NETLINK_ROUTE);
    }

    private Rtnetlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /**
     * Takes over a socket that another program has opened, in whatever namespace.
     *
     * @throws ErrnoException if the descriptor is none
     */
    public static Rtnetlink inherited(int fd) throws ErrnoException {
        return new Rtnetlink(NetlinkSocket.inherited(fd));
    }

    /**
     * Copies the socket's descriptor by dup2(2), for a program that inherits it.
     *
     * @param fd stays open across execve(2)
     */
    public void passOn(int fd) throws ErrnoException {
        socket.passOn(fd);
    }

    /** Lists all interfaces. */
    public List<Link> links() throws ErrnoException {
        return socket.request("list links", RtnetlinkRequests.links()).stream()
                .map(RtnetlinkAnswers::link)
                .toList();
    }

    /** Returns the interface of that name. */
    public Optional<Link> link(String name) throws ErrnoException {
        return links().stream().filter(l -> l.name().equals(name)).findFirst();
    }

    /** Adds an ipvlan in L2 mode on {@code parent}, born in the namespace of the descriptor. */
    public void addIpvlan(String name, Link parent, int namespace) throws ErrnoException {
        socket.request(
                "add ipvlan %s on %s".formatted(name, parent.name()),
                RtnetlinkRequests.addIpvlan(name, parent.index(), namespace));
    }

    /** Adds a veth here, with a note in its alias, and its peer in the namespace of the descriptor. */
    public void addVeth(String name, String alias, String peer, int peerNamespace) throws ErrnoException {
        socket.request(
                "add veth %s to %s".formatted(name, peer), RtnetlinkRequests.addVeth(name, alias, peer, peerNamespace));
    }

    /** Adds a WireGuard device. */
    public void addWireguard(String name, int mtu) throws ErrnoException {
        socket.request("add wireguard " + name, RtnetlinkRequests.addWireguard(name, mtu));
    }

    /** Adds a dummy, an Ethernet device that leads nowhere; links made on top of it reach each other. */
    public void addDummy(String name) throws ErrnoException {
        socket.request("add dummy " + name, RtnetlinkRequests.addDummy(name));
    }

    /** Deletes an interface. */
    public void deleteLink(Link link) throws ErrnoException {
        socket.request("delete link " + link.name(), RtnetlinkRequests.deleteLink(link.index()));
    }

    /** Sets an interface up. */
    public void setUp(Link link) throws ErrnoException {
        socket.request("set %s up".formatted(link.name()), RtnetlinkRequests.setUp(link.index()));
    }

    /**
     * Sets the MTU of an interface.
     *
     * @param mtu in bytes
     */
    public void setMtu(Link link, int mtu) throws ErrnoException {
        socket.request("set the MTU of " + link.name(), RtnetlinkRequests.setMtu(link.index(), mtu));
    }

    /** Lists the IPv6 addresses of an interface, link-local ones too. */
    public List<Address> addresses(Link link) throws ErrnoException {
        return allAddresses()
                .filter(address -> address.linkIndex() == link.index())
                .toList();
    }

    /** Returns the IPv6 addresses of all interfaces. */
    public Set<Ipv6Address> addresses() throws ErrnoException {
        return allAddresses().map(address -> address.prefix().address()).collect(Collectors.toUnmodifiableSet());
    }

    private Stream<Address> allAddresses() throws ErrnoException {
        return socket.request("list addresses", RtnetlinkRequests.addresses()).stream()
                .flatMap(answer -> RtnetlinkAnswers.address(answer).stream());
    }

    /** Adds an address that is usable at once, without duplicate address detection; an existing one stays. */
    public void addAddress(Link link, Ipv6Prefix prefix) throws ErrnoException {
        socket.request(
                "add address %s to %s".formatted(prefix, link.name()),
                RtnetlinkRequests.addAddress(link.index(), prefix));
    }

    /** Lists the unicast routes of the main table, each next hop of a multipath route as one. */
    public List<Route> routes() throws ErrnoException {
        return socket.request("list routes", RtnetlinkRequests.routes()).stream()
                .flatMap(answer -> RouteMessage.parse(answer).stream())
                .toList();
    }

    /**
     * Adds a route.
     *
     * @param metric the lowest wins; 0 lets the kernel choose (1024)
     */
    public void addRoute(Ipv6Prefix destination, Optional<Ipv6Address> gateway, Link link, int metric)
            throws ErrnoException {
        socket.request(
                "add route %s dev %s".formatted(destination, link.name()),
                RtnetlinkRequests.addRoute(destination, gateway, link.index(), metric));
    }

    /** Tells whether the link-layer address of a neighbour is known, which is so if a host on the link answers for it. */
    public boolean knowsNeighbour(Link link, Ipv6Address address) throws ErrnoException {
        return socket.request("list neighbours", RtnetlinkRequests.neighbours(link.index())).stream()
                .anyMatch(answer -> RtnetlinkAnswers.isKnownNeighbour(answer, link.index(), address));
    }

    @Override
    public void close() {
        socket.close();
    }
}
