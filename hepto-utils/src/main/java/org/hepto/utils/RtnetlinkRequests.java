package org.hepto.utils;

import java.util.Optional;

/** Builds the requests of {@link Rtnetlink}. */
final class RtnetlinkRequests {
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

    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_IPVLAN_MODE = 1;
    private static final int IPVLAN_MODE_L2 = 0;
    private static final int VETH_INFO_PEER = 1;

    static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    static final int IFA_FLAGS = 8;
    private static final int IFA_F_NODAD = 2;

    static final int RTA_DST = 1;
    static final int RTA_OIF = 4;
    static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_STATIC = 4;
    private static final int RT_SCOPE_UNIVERSE = 0;
    static final int RTN_UNICAST = 1;

    private static final int ADD = NetlinkRequest.NLM_F_ACK | NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_EXCL;
    private static final int PUT =
            NetlinkRequest.NLM_F_ACK | NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_REPLACE;

    private RtnetlinkRequests() {}

    static NetlinkRequest links() {
        return link(RTM_GETLINK, NetlinkRequest.NLM_F_DUMP, 0, 0);
    }

    static NetlinkRequest addIpvlan(String name, int parent, int namespace) {
        NetlinkRequest request = newLink(name).putInt(IFLA_LINK, parent).putInt(IFLA_NET_NS_FD, namespace);
        return request.nest(
                IFLA_LINKINFO,
                () -> request.putString(IFLA_INFO_KIND, "ipvlan")
                        .nest(IFLA_INFO_DATA, () -> request.putShort(IFLA_IPVLAN_MODE, IPVLAN_MODE_L2)));
    }

    static NetlinkRequest addVeth(String name, String alias, String peer, int peerNamespace) {
        NetlinkRequest request = newLink(name).putString(IFLA_IFALIAS, alias);
        Runnable other =
                () -> request.fixed(new byte[16]).putString(IFLA_IFNAME, peer).putInt(IFLA_NET_NS_FD, peerNamespace);
        return request.nest(
                IFLA_LINKINFO,
                () -> request.putString(IFLA_INFO_KIND, "veth")
                        .nest(IFLA_INFO_DATA, () -> request.nest(VETH_INFO_PEER, other)));
    }

    static NetlinkRequest addWireguard(String name, int mtu) {
        NetlinkRequest request = newLink(name).putInt(IFLA_MTU, mtu);
        return request.nest(IFLA_LINKINFO, () -> request.putString(IFLA_INFO_KIND, "wireguard"));
    }

    static NetlinkRequest addDummy(String name) {
        NetlinkRequest request = newLink(name);
        return request.nest(IFLA_LINKINFO, () -> request.putString(IFLA_INFO_KIND, "dummy"));
    }

    static NetlinkRequest deleteLink(int index) {
        return link(RTM_DELLINK, NetlinkRequest.NLM_F_ACK, index, 0);
    }

    static NetlinkRequest setUp(int index) {
        return link(RTM_NEWLINK, NetlinkRequest.NLM_F_ACK, index, IFF_UP);
    }

    static NetlinkRequest setMtu(int index, int mtu) {
        return link(RTM_NEWLINK, NetlinkRequest.NLM_F_ACK, index, 0).putInt(IFLA_MTU, mtu);
    }

    static NetlinkRequest addresses() {
        return address(RTM_GETADDR, NetlinkRequest.NLM_F_DUMP, 0, 0);
    }

    static NetlinkRequest addAddress(int link, Ipv6Prefix prefix) {
        return address(RTM_NEWADDR, PUT, prefix.length(), link)
                .put(IFA_LOCAL, prefix.address().bytes())
                .put(IFA_ADDRESS, prefix.address().bytes())
                .putInt(IFA_FLAGS, IFA_F_NODAD);
    }

    static NetlinkRequest routes() {
        return route(RTM_GETROUTE, NetlinkRequest.NLM_F_DUMP, 0);
    }

    static NetlinkRequest addRoute(Ipv6Prefix destination, Optional<Ipv6Address> gateway, int link, int metric) {
        NetlinkRequest request = route(RTM_NEWROUTE, PUT, destination.length());
        if (destination.length() > 0) {
            request.put(RTA_DST, destination.address().bytes());
        }
        gateway.ifPresent(g -> request.put(RTA_GATEWAY, g.bytes()));
        request.putInt(RTA_OIF, link);
        return metric == 0 ? request : request.putInt(RTA_PRIORITY, metric);
    }

    /** Begins with {@code struct ndmsg}. */
    static NetlinkRequest neighbours(int link) {
        return new NetlinkRequest(RTM_GETNEIGH, NetlinkRequest.NLM_F_DUMP)
                .fixed((byte) AF_INET6, (byte) 0, (byte) 0, (byte) 0)
                .fixedInt(link)
                .fixedInt(0);
    }

    private static NetlinkRequest newLink(String name) {
        return link(RTM_NEWLINK, ADD, 0, 0).putString(IFLA_IFNAME, name);
    }

    /** Begins with {@code struct ifinfomsg}. */
    private static NetlinkRequest link(int type, int flags, int index, int up) {
        return new NetlinkRequest(type, flags)
                .fixedInt(0)
                .fixedInt(index)
                .fixedInt(up)
                .fixedInt(up);
    }

    /** Begins with {@code struct ifaddrmsg}. */
    private static NetlinkRequest address(int type, int flags, int length, int index) {
        return new NetlinkRequest(type, flags)
                .fixed((byte) AF_INET6, (byte) length, (byte) 0, (byte) 0)
                .fixedInt(index);
    }

    /** Begins with {@code struct rtmsg}. */
    private static NetlinkRequest route(int type, int flags, int length) {
        return new NetlinkRequest(type, flags)
                .fixed((byte) AF_INET6, (byte) length, (byte) 0, (byte) 0)
                .fixed((byte) RT_TABLE_MAIN, (byte) RTPROT_STATIC, (byte) RT_SCOPE_UNIVERSE, (byte) RTN_UNICAST)
                .fixedInt(0);
    }
}
