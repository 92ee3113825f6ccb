package org.hepto.lab;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The router of a site, without sockets, threads or clock: Ethernet frames on one side, IPv6 packets on the other.
 *
 * <p>It advertises its prefixes every {@link #INTERVAL} and when solicited, answers neighbour discovery and pings for its
 * addresses (link-local, and {@code ::1} in each prefix), forwards, and reports errors: no hop left, too big for the
 * uplink, neighbour unreachable. Packets whose source is not in one of its prefixes don't leave the site.
 *
 * <p>Used by one thread. Times are nanoseconds of any monotonic clock.
 */
final class SiteRouter {
    static final Duration INTERVAL = Duration.ofSeconds(3);

    /** How long hosts take it for their default router after an advertisement. */
    static final Duration LIFETIME = Duration.ofMinutes(30);

    /** Of the segment; the uplink may have a smaller one. */
    static final int MTU = 1500;

    /** Where the packets go that leave it. */
    interface Output {
        void segment(byte[] frame);

        void uplink(Ipv6Packet packet);
    }

    /** Last half of its address in each prefix. */
    static final long GATEWAY = 1;

    private final MacAddress mac;
    private final Address6 linkLocal;
    private final Output output;
    private final NeighbourCache neighbours;
    private final Map<Subnet, Address6> routes = new HashMap<>();
    private final SitePrefixes prefixes;
    private final StatefulFirewall firewall = new StatefulFirewall();
    private boolean advertises = true;
    private boolean stateful;
    private int uplinkMtu = MTU;
    private long nextAdvertisement = Long.MIN_VALUE;

    SiteRouter(MacAddress mac, Subnet prefix, Output output) {
        this.mac = mac;
        prefixes = new SitePrefixes(prefix);
        this.output = output;
        linkLocal = Address6.parse(mac.linkLocal());
        neighbours = new NeighbourCache(new NeighbourCache.Router() {
            @Override
            public void solicit(Address6 neighbour) {
                Ipv6Packet question = Icmpv6.solicitation(mac, linkLocal, neighbour);
                transmit(ethernet(neighbour.solicitedNode()), question);
            }

            @Override
            public void transmit(byte[] to, Ipv6Packet packet) {
                output.segment(packet.frame(mac.bytes(), to));
            }

            @Override
            public void unreachable(Ipv6Packet packet, long now) {
                report(Icmpv6.UNREACHABLE, Icmpv6.ADDRESS_UNREACHABLE, 0, packet, now);
            }
        });
    }

    /** The Ethernet address of a group (RFC 2464). */
    private static byte[] ethernet(Address6 group) {
        int low = (int) group.low();
        return new byte[] {0x33, 0x33, (byte) (low >> 24), (byte) (low >> 16), (byte) (low >> 8), (byte) low};
    }

    /** Its address in the prefix, for hosts that are told their gateway by hand. */
    Address6 gateway() {
        return prefixes.current().address(GATEWAY);
    }

    Subnet prefix() {
        return prefixes.current();
    }

    /** Sets what fits through the uplink; in both directions more is answered by "too big". */
    void uplinkMtu(int mtu) {
        uplinkMtu = mtu;
    }

    /** Lets in only what answers, from now on, or everything. */
    void stateful(boolean on) {
        stateful = on;
        firewall.forget();
    }

    /** Forgets what its packet filter knows. */
    void forgetFlows() {
        firewall.forget();
    }

    /** Lets its advertisements be heard, or not. */
    void advertises(boolean on, long now) {
        advertises = on;
        nextAdvertisement = now;
    }

    /** Leads to a network by a neighbour. */
    void route(Subnet network, Address6 next) {
        routes.put(network, next);
    }

    /** See {@code Site.renumber}. */
    void renumber(Subnet next, boolean graceful, long now) {
        prefixes.renumber(next, graceful, now);
        nextAdvertisement = now;
    }

    /** Whether packets to an address have to come here. */
    boolean serves(Address6 address) {
        return prefixes.contain(address) || routes.containsKey(address.subnet());
    }

    private boolean owns(Address6 address) {
        return address.equals(linkLocal) || (address.low() == GATEWAY && prefixes.contain(address));
    }

    /** Takes a frame from the segment. */
    void fromSegment(byte[] frame, long now) {
        Ipv6Packet packet = Ipv6Packet.inFrame(frame);
        if (packet == null || !isForMe(frame)) {
            return;
        }
        if (packet.icmpType() >= Icmpv6.ROUTER_SOLICITATION
                && packet.icmpType() <= Icmpv6.NEIGHBOUR_ADVERTISEMENT
                && packet.hopLimit() == Icmpv6.ON_LINK) {
            discovery(packet, now);
        } else if (owns(packet.destination())) {
            answer(packet, now);
        } else if (!packet.destination().multicast()
                && !packet.destination().linkLocal()
                && !packet.source().linkLocal()) {
            outward(packet, now);
        }
    }

    /** The switch floods what it does not know, so that frames to others come too. */
    private boolean isForMe(byte[] frame) {
        return (frame[0] & 1) != 0 || Arrays.equals(frame, 0, 6, mac.bytes(), 0, 6);
    }

    private void discovery(Ipv6Packet packet, long now) {
        byte @Nullable [] sender = Icmpv6.linkAddress(packet);
        if (sender != null) {
            boolean tells = packet.icmpType() == Icmpv6.NEIGHBOUR_ADVERTISEMENT;
            neighbours.heard(tells ? Icmpv6.target(packet) : packet.source(), sender, now);
        }
        if (packet.icmpType() == Icmpv6.ROUTER_SOLICITATION) {
            advertise(now);
        } else if (packet.icmpType() == Icmpv6.NEIGHBOUR_SOLICITATION && owns(Icmpv6.target(packet))) {
            Ipv6Packet reply = Icmpv6.advertisement(mac, packet);
            if (reply.destination().multicast()) {
                output.segment(reply.frame(mac.bytes(), ethernet(reply.destination())));
            } else {
                neighbours.send(reply.destination(), reply, now);
            }
        }
    }

    private void answer(Ipv6Packet packet, long now) {
        if (packet.icmpType() == Icmpv6.ECHO_REQUEST && !packet.fragment()) {
            emit(Icmpv6.echoReply(packet), now);
        }
    }

    private void outward(Ipv6Packet packet, long now) {
        if (!serves(packet.source())) {
            return;
        }
        if (packet.hopLimit() <= 1) {
            report(Icmpv6.TIME_EXCEEDED, 0, 0, packet, now);
        } else if (serves(packet.destination())) {
            neighbours.send(nextHop(packet.destination()), packet.hop(), now);
        } else if (packet.length() > uplinkMtu) {
            report(Icmpv6.TOO_BIG, 0, uplinkMtu, packet, now);
        } else {
            if (stateful) {
                firewall.outbound(packet, now);
            }
            output.uplink(packet.hop());
        }
    }

    /** Takes a packet from the Internet. */
    void fromUplink(Ipv6Packet packet, long now) {
        if (!serves(packet.destination())) {
            return;
        }
        if (packet.length() > uplinkMtu) {
            report(Icmpv6.TOO_BIG, 0, uplinkMtu, packet, now);
        } else if (owns(packet.destination())) {
            answer(packet, now);
        } else if (stateful && !firewall.inbound(packet, now)) {
            return;
        } else if (packet.hopLimit() <= 1) {
            report(Icmpv6.TIME_EXCEEDED, 0, 0, packet, now);
        } else {
            neighbours.send(nextHop(packet.destination()), packet.hop(), now);
        }
    }

    /** Says that the Internet does not know where a packet goes. */
    void noRoute(Ipv6Packet packet, long now) {
        report(Icmpv6.UNREACHABLE, Icmpv6.NO_ROUTE, 0, packet, now);
    }

    private Address6 nextHop(Address6 destination) {
        return routes.getOrDefault(destination.subnet(), destination);
    }

    private void report(int type, int code, int value, Ipv6Packet about, long now) {
        if (!Icmpv6.isError(about)
                && !about.source().multicast()
                && !about.source().equals(Address6.UNSPECIFIED)) {
            emit(Icmpv6.error(type, code, value, gateway(), about), now);
        }
    }

    /** Sends a packet of its own. */
    private void emit(Ipv6Packet packet, long now) {
        if (packet.destination().linkLocal() || serves(packet.destination())) {
            neighbours.send(nextHop(packet.destination()), packet, now);
        } else {
            output.uplink(packet);
        }
    }

    private void advertise(long now) {
        nextAdvertisement = now + INTERVAL.toNanos();
        List<RouterAdvertisement.Prefix> current = prefixes.advertised(now);
        if (advertises) {
            output.segment(new RouterAdvertisement(mac, current, MTU, LIFETIME, List.of()).frame());
        }
    }

    /** Does what is due: advertisements, and questions to neighbours. */
    void tick(long now) {
        if (nextAdvertisement <= now) {
            advertise(now);
        }
        neighbours.tick(now);
    }

    /** When {@link #tick} has something to do next. */
    long nextDue() {
        return Math.min(nextAdvertisement, neighbours.nextDue());
    }
}
