package org.hepto.utils;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code RTM_NEWROUTE} for IPv6: {@code struct rtmsg}, then attributes; see rtnetlink(7). */
final class RouteMessage {
    private static final int AF_INET6 = 10;
    private static final int RTMSG_BYTES = 12;
    private static final int RTNEXTHOP_BYTES = 8;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_MULTIPATH = 9;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTN_UNICAST = 1;

    private RouteMessage() {}

    /** Returns the unicast routes of the main table in a message: one for each next hop, in the kernel's order. */
    static List<Rtnetlink.Route> parse(byte[] message) {
        // without IPv6 the kernel answers with the routes of other families
        if (message.length < RTMSG_BYTES || message[0] != AF_INET6) {
            return List.of();
        }
        if (message[4] != (byte) RT_TABLE_MAIN || message[7] != RTN_UNICAST) {
            return List.of();
        }
        NetlinkAttributes attributes = new NetlinkAttributes(message, RTMSG_BYTES);
        Ipv6Address address = attributes.bytes(RTA_DST).map(Ipv6Address::of).orElse(new Ipv6Address(0, 0));
        Ipv6Prefix destination = new Ipv6Prefix(address, message[1] & 0xff);
        int metric = attributes.integer(RTA_PRIORITY).orElse(0);
        Optional<byte[]> hops = attributes.bytes(RTA_MULTIPATH);
        if (hops.isPresent()) {
            return hops(hops.get(), destination, metric);
        }
        int link = attributes.integer(RTA_OIF).orElse(0);
        return List.of(new Rtnetlink.Route(destination, gateway(attributes), link, metric));
    }

    /** A list of {@code struct rtnexthop}, each with attributes of its own. A length that cannot be ends the list. */
    private static List<Rtnetlink.Route> hops(byte[] bytes, Ipv6Prefix destination, int metric) {
        List<Rtnetlink.Route> routes = new ArrayList<>();
        ByteBuffer buffer = NativeBytes.wrap(bytes);
        int at = 0;
        while (at + RTNEXTHOP_BYTES <= bytes.length) {
            int length = Short.toUnsignedInt(buffer.getShort(at));
            if (length < RTNEXTHOP_BYTES || at + length > bytes.length) {
                break;
            }
            byte[] hop = new byte[length];
            buffer.get(at, hop);
            NetlinkAttributes attributes = new NetlinkAttributes(hop, RTNEXTHOP_BYTES);
            routes.add(new Rtnetlink.Route(destination, gateway(attributes), buffer.getInt(at + 4), metric));
            at += (length + 3) & ~3;
        }
        return routes;
    }

    private static Optional<Ipv6Address> gateway(NetlinkAttributes attributes) {
        return attributes.bytes(RTA_GATEWAY).map(Ipv6Address::of);
    }
}
