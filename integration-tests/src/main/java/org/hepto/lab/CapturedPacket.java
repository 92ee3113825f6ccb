package org.hepto.lab;

/**
 * A packet on its way from one site to another, as it left the first one.
 *
 * @param nanoseconds when, of {@link System#nanoTime()}
 * @param from name of the site it left
 * @param to name of the site it goes to; empty where there is no way
 * @param source its address, as RFC 5952 writes it
 * @param destination its address, as RFC 5952 writes it
 * @param protocol of the upper layer: {@link #UDP} and others
 * @param sourcePort of UDP and TCP; -1 for others and in later fragments
 * @param destinationPort of UDP and TCP; -1 for others and in later fragments
 * @param icmpType of ICMPv6; -1 for others
 * @param fragment whether it has a fragment header
 * @param length with the IPv6 header, in bytes
 */
public record CapturedPacket(
        long nanoseconds,
        String from,
        String to,
        String source,
        String destination,
        int protocol,
        int sourcePort,
        int destinationPort,
        int icmpType,
        boolean fragment,
        int length) {
    public static final int TCP = Ipv6Packet.TCP;
    public static final int UDP = Ipv6Packet.UDP;
    public static final int ICMPV6 = Ipv6Packet.ICMPV6;

    /** Whether one of its ports is this one, of this protocol. */
    public boolean uses(int wantedProtocol, int port) {
        return protocol == wantedProtocol && (sourcePort == port || destinationPort == port);
    }
}
