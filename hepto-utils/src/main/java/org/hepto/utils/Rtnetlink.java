package org.hepto.utils;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Links, addresses and routes of one network namespace; see rtnetlink(7), {@code linux/if_link.h},
 * {@code linux/if_addr.h} and {@code linux/rtnetlink.h}. It acts in the namespace in which it was opened. Any thread
 * may use it, one at a time.
 */
public final class Rtnetlink implements AutoCloseable {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_GETROUTE = 26;

    private static final int RTM_GETNEIGH = 30;

    private static final int AF_INET6 = 10;
    private static final int IFF_UP = 1;

    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_IPVLAN_MODE = 1;
    private static final int IPVLAN_MODE_L2 = 0;
    private static final int VETH_INFO_PEER = 1;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_F_NODAD = 2;
    private static final int IFA_F_DADFAILED = 8;
    private static final int IFA_F_DEPRECATED = 0x20;
    private static final int IFA_F_TENTATIVE = 0x40;

    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_STATIC = 4;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RTN_UNICAST = 1;

    private static final int ADD = NetlinkRequest.NLM_F_ACK | NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_EXCL;
    private static final int PUT =
            NetlinkRequest.NLM_F_ACK | NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_REPLACE;

    private static final int NDA_DST = 1;
    private static final int NUD_REACHABLE = 0x02;
    private static final int NUD_STALE = 0x04;
    private static final int NUD_DELAY = 0x08;
    private static final int NUD_PROBE = 0x10;
    private static final int NUD_PERMANENT = 0x80;
    private static final int NUD_KNOWN = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT;

    /** A network interface: index, name, MTU in bytes, whether it is administratively up. */
    public record Link(int index, String name, int mtu, boolean up) {}

    /** An address on an interface; not usable while tentative or once duplicate detection failed. */
    public record Address(int linkIndex, Ipv6Prefix prefix, boolean usable) {}

    /** A unicast route of the main table; no gateway means on-link. */
    public record Route(Ipv6Prefix destination, Optional<Ipv6Address> gateway, int linkIndex) {}

    private final NetlinkSocket socket;

    /** Opens a socket in the calling thread's network namespace, where it stays. */
    public Rtnetlink() throws ErrnoException {
        socket = new NetlinkSocket(NetlinkSocket.NETLINK_ROUTE);
    }

    /** All interfaces. */
    public List<Link> links() throws ErrnoException {
        List<Link> links = new ArrayList<>();
        for (byte[] answer : socket.request("list links", link(RTM_GETLINK, NetlinkRequest.NLM_F_DUMP, 0, 0))) {
            NetlinkAttributes attributes = new NetlinkAttributes(answer, 16);
            links.add(new Link(
                    NativeBytes.wrap(answer).getInt(4),
                    attributes.string(IFLA_IFNAME).orElse(""),
                    attributes.integer(IFLA_MTU).orElse(0),
                    (NativeBytes.wrap(answer).getInt(8) & IFF_UP) != 0));
        }
        return links;
    }

    /** The interface of that name. */
    public Optional<Link> link(String name) throws ErrnoException {
        return links().stream().filter(l -> l.name().equals(name)).findFirst();
    }

    /** Adds an ipvlan in L2 mode on {@code parent}, born in the namespace of the descriptor. */
    public void addIpvlan(String name, Link parent, int namespace) throws ErrnoException {
        NetlinkRequest request = newLink(name).putInt(IFLA_LINK, parent.index()).putInt(IFLA_NET_NS_FD, namespace);
        request.nest(
                IFLA_LINKINFO,
                () -> request.putString(IFLA_INFO_KIND, "ipvlan")
                        .nest(IFLA_INFO_DATA, () -> request.putShort(IFLA_IPVLAN_MODE, IPVLAN_MODE_L2)));
        socket.request("add ipvlan %s on %s".formatted(name, parent.name()), request);
    }

    /** Adds a veth here, with a note in its alias, and its peer in the namespace of the descriptor. */
    public void addVeth(String name, String alias, String peer, int peerNamespace) throws ErrnoException {
        NetlinkRequest request = newLink(name).putString(IFLA_IFALIAS, alias);
        request.nest(
                IFLA_LINKINFO,
                () -> request.putString(IFLA_INFO_KIND, "veth")
                        .nest(
                                IFLA_INFO_DATA,
                                () -> request.nest(
                                        VETH_INFO_PEER,
                                        () -> request.fixed(new byte[16])
                                                .putString(IFLA_IFNAME, peer)
                                                .putInt(IFLA_NET_NS_FD, peerNamespace))));
        socket.request("add veth %s to %s".formatted(name, peer), request);
    }

    /** Adds a WireGuard device. */
    public void addWireguard(String name, int mtu) throws ErrnoException {
        NetlinkRequest request = newLink(name).putInt(IFLA_MTU, mtu);
        request.nest(IFLA_LINKINFO, () -> request.putString(IFLA_INFO_KIND, "wireguard"));
        socket.request("add wireguard " + name, request);
    }

    /** Deletes an interface. */
    public void deleteLink(Link link) throws ErrnoException {
        socket.request("delete link " + link.name(), link(RTM_DELLINK, NetlinkRequest.NLM_F_ACK, link.index(), 0));
    }

    /** Sets an interface up. */
    public void setUp(Link link) throws ErrnoException {
        NetlinkRequest request = link(RTM_NEWLINK, NetlinkRequest.NLM_F_ACK, link.index(), IFF_UP);
        socket.request("set %s up".formatted(link.name()), request);
    }

    /**
     * Sets the MTU of an interface.
     *
     * @param mtu in bytes
     */
    public void setMtu(Link link, int mtu) throws ErrnoException {
        NetlinkRequest request =
                link(RTM_NEWLINK, NetlinkRequest.NLM_F_ACK, link.index(), 0).putInt(IFLA_MTU, mtu);
        socket.request("set the MTU of " + link.name(), request);
    }

    /** The global IPv6 addresses of an interface; link-local ones too. */
    public List<Address> addresses(Link link) throws ErrnoException {
        NetlinkRequest request = address(RTM_GETADDR, NetlinkRequest.NLM_F_DUMP, 0, 0);
        List<Address> addresses = new ArrayList<>();
        for (byte[] answer : socket.request("list addresses", request)) {
            int index = NativeBytes.wrap(answer).getInt(4);
            NetlinkAttributes attributes = new NetlinkAttributes(answer, 8);
            Optional<byte[]> bytes = attributes.bytes(IFA_ADDRESS).filter(b -> b.length == 16);
            if (index == link.index() && bytes.isPresent()) {
                int flags = attributes.integer(IFA_FLAGS).orElse(answer[2] & 0xff);
                boolean usable = (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED | IFA_F_DEPRECATED)) == 0;
                addresses.add(
                        new Address(index, new Ipv6Prefix(Ipv6Address.of(bytes.get()), answer[1] & 0xff), usable));
            }
        }
        return addresses;
    }

    /** Adds an address at once usable, without duplicate address detection; one that is there stays. */
    public void addAddress(Link link, Ipv6Prefix prefix) throws ErrnoException {
        NetlinkRequest request = address(RTM_NEWADDR, PUT, prefix.length(), link.index())
                .put(IFA_LOCAL, prefix.address().bytes())
                .put(IFA_ADDRESS, prefix.address().bytes())
                .putInt(IFA_FLAGS, IFA_F_NODAD);
        socket.request("add address %s to %s".formatted(prefix, link.name()), request);
    }

    /** The unicast routes of the main table. */
    public List<Route> routes() throws ErrnoException {
        NetlinkRequest request = route(RTM_GETROUTE, NetlinkRequest.NLM_F_DUMP, 0);
        List<Route> routes = new ArrayList<>();
        for (byte[] answer : socket.request("list routes", request)) {
            NetlinkAttributes attributes = new NetlinkAttributes(answer, 12);
            if (answer[4] == (byte) RT_TABLE_MAIN && answer[7] == RTN_UNICAST) {
                Ipv6Address destination =
                        attributes.bytes(RTA_DST).map(Ipv6Address::of).orElse(new Ipv6Address(0, 0));
                routes.add(new Route(
                        new Ipv6Prefix(destination, answer[1] & 0xff),
                        attributes.bytes(RTA_GATEWAY).map(Ipv6Address::of),
                        attributes.integer(RTA_OIF).orElse(0)));
            }
        }
        return routes;
    }

    /**
     * Adds a route.
     *
     * @param metric the lower wins; 0 lets the kernel choose (1024)
     */
    public void addRoute(Ipv6Prefix destination, Optional<Ipv6Address> gateway, Link link, int metric)
            throws ErrnoException {
        NetlinkRequest request = route(RTM_NEWROUTE, PUT, destination.length());
        if (destination.length() > 0) {
            request.put(RTA_DST, destination.address().bytes());
        }
        gateway.ifPresent(g -> request.put(RTA_GATEWAY, g.bytes()));
        request.putInt(RTA_OIF, link.index());
        if (metric != 0) {
            request.putInt(RTA_PRIORITY, metric);
        }
        socket.request("add route %s dev %s".formatted(destination, link.name()), request);
    }

    /** Whether the link-layer address of a neighbour is known: somebody on the link answers for it. */
    public boolean knowsNeighbour(Link link, Ipv6Address address) throws ErrnoException {
        NetlinkRequest request = new NetlinkRequest(RTM_GETNEIGH, NetlinkRequest.NLM_F_DUMP)
                .fixed((byte) AF_INET6, (byte) 0, (byte) 0, (byte) 0)
                .fixedInt(link.index())
                .fixedInt(0);
        for (byte[] answer : socket.request("list neighbours", request)) {
            boolean known = (NativeBytes.wrap(answer).getShort(8) & NUD_KNOWN) != 0;
            Optional<Ipv6Address> neighbour =
                    new NetlinkAttributes(answer, 12).bytes(NDA_DST).map(Ipv6Address::of);
            if (known && NativeBytes.wrap(answer).getInt(4) == link.index() && neighbour.equals(Optional.of(address))) {
                return true;
            }
        }
        return false;
    }

    private static NetlinkRequest newLink(String name) {
        return link(RTM_NEWLINK, ADD, 0, 0).putString(IFLA_IFNAME, name);
    }

    /** {@code struct ifinfomsg}. */
    private static NetlinkRequest link(int type, int flags, int index, int up) {
        return new NetlinkRequest(type, flags)
                .fixedInt(0)
                .fixedInt(index)
                .fixedInt(up)
                .fixedInt(up);
    }

    /** {@code struct ifaddrmsg}. */
    private static NetlinkRequest address(int type, int flags, int length, int index) {
        return new NetlinkRequest(type, flags)
                .fixed((byte) AF_INET6, (byte) length, (byte) 0, (byte) 0)
                .fixedInt(index);
    }

    /** {@code struct rtmsg}. */
    private static NetlinkRequest route(int type, int flags, int length) {
        return new NetlinkRequest(type, flags)
                .fixed((byte) AF_INET6, (byte) length, (byte) 0, (byte) 0)
                .fixed((byte) RT_TABLE_MAIN, (byte) RTPROT_STATIC, (byte) RT_SCOPE_UNIVERSE, (byte) RTN_UNICAST)
                .fixedInt(0);
    }

    @Override
    public void close() {
        socket.close();
    }
}
