package org.hepto.lab;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The messages of ICMPv6 (RFC 4443) and of neighbour discovery (RFC 4861) that a router speaks. */
final class Icmpv6 {
    static final int UNREACHABLE = 1;
    static final int TOO_BIG = 2;
    static final int TIME_EXCEEDED = 3;
    static final int PARAMETER_PROBLEM = 4;
    static final int ECHO_REQUEST = 128;
    static final int ECHO_REPLY = 129;
    static final int ROUTER_SOLICITATION = 133;
    static final int ROUTER_ADVERTISEMENT = 134;
    static final int NEIGHBOUR_SOLICITATION = 135;
    static final int NEIGHBOUR_ADVERTISEMENT = 136;

    /** Codes of {@link #UNREACHABLE}. */
    static final int NO_ROUTE = 0;

    static final int ADDRESS_UNREACHABLE = 3;

    /** Hop limit of neighbour discovery: proves that no router was on the way. */
    static final int ON_LINK = 255;

    private static final int FORWARDED = 64;
    private static final int FIRST_THAT_IS_NO_ERROR = 128;
    private static final int SMALLEST_MTU = 1280;
    private static final int ROUTER_SOLICITED_OVERRIDE = 0xe000_0000;
    private static final int ROUTER_OVERRIDE = 0xa000_0000;
    private static final byte SOURCE_LINK_ADDRESS = 1;
    private static final byte TARGET_LINK_ADDRESS = 2;

    private Icmpv6() {}

    /** Whether a packet reports an error; about such no error is reported. */
    static boolean isError(Ipv6Packet packet) {
        return packet.icmpType() != Ipv6Packet.NONE && packet.icmpType() < FIRST_THAT_IS_NO_ERROR;
    }

    /** An error about a packet, to its source. {@code value} is the MTU, or 0. */
    static Ipv6Packet error(int type, int code, int value, Address6 from, Ipv6Packet about) {
        byte[] quoted = about.head(SMALLEST_MTU - Ipv6Packet.HEADER - 8);
        return message(from, about.source(), FORWARDED, type, code, value, quoted);
    }

    static Ipv6Packet echoReply(Ipv6Packet request) {
        byte[] asked = request.payload();
        int identifierAndSequence = ByteBuffer.wrap(asked).getInt(4);
        return message(
                request.destination(),
                request.source(),
                FORWARDED,
                ECHO_REPLY,
                0,
                identifierAndSequence,
                Arrays.copyOfRange(asked, 8, asked.length));
    }

    /** Asks who has an address. */
    static Ipv6Packet solicitation(MacAddress from, Address6 source, Address6 target) {
        byte[] rest = targetAndLink(target, SOURCE_LINK_ADDRESS, from);
        return message(source, target.solicitedNode(), ON_LINK, NEIGHBOUR_SOLICITATION, 0, 0, rest);
    }

    /** Answers a solicitation for a router's address; all nodes hear it when the asking one has no address yet. */
    static Ipv6Packet advertisement(MacAddress owner, Ipv6Packet solicitation) {
        Address6 target = target(solicitation);
        boolean probe = solicitation.source().equals(Address6.UNSPECIFIED);
        return message(
                target,
                probe ? Address6.ALL_NODES : solicitation.source(),
                ON_LINK,
                NEIGHBOUR_ADVERTISEMENT,
                0,
                probe ? ROUTER_OVERRIDE : ROUTER_SOLICITED_OVERRIDE,
                targetAndLink(target, TARGET_LINK_ADDRESS, owner));
    }

    /** Whose address a solicitation asks for or an advertisement tells; unspecified in a message that is too short. */
    static Address6 target(Ipv6Packet message) {
        byte[] payload = message.payload();
        return payload.length < 24 ? Address6.UNSPECIFIED : Address6.read(payload, 8);
    }

    /** The sender's Ethernet address, or null where it does not tell or has no address yet. */
    static byte @Nullable [] linkAddress(Ipv6Packet message) {
        byte[] payload = message.payload();
        int options = message.icmpType() == ROUTER_SOLICITATION ? 8 : 8 + Address6.BYTES;
        byte wanted = message.icmpType() == NEIGHBOUR_ADVERTISEMENT ? TARGET_LINK_ADDRESS : SOURCE_LINK_ADDRESS;
        if (message.icmpType() == ROUTER_ADVERTISEMENT || message.source().equals(Address6.UNSPECIFIED)) {
            return null;
        }
        while (options + 8 <= payload.length && payload[options + 1] > 0) {
            if (payload[options] == wanted) {
                return Arrays.copyOfRange(payload, options + 2, options + 8);
            }
            options += 8 * payload[options + 1];
        }
        return null;
    }

    private static byte[] targetAndLink(Address6 target, byte option, MacAddress mac) {
        ByteBuffer bytes = ByteBuffer.allocate(Address6.BYTES + 8);
        target.writeTo(bytes);
        return bytes.put(option).put((byte) 1).put(mac.bytes()).array();
    }

    private static Ipv6Packet message(
            Address6 from, Address6 to, int hopLimit, int type, int code, int value, byte[] rest) {
        ByteBuffer bytes = ByteBuffer.allocate(Ipv6Packet.HEADER + 8 + rest.length);
        bytes.putInt(6 << 28).putShort((short) (8 + rest.length));
        bytes.put((byte) Ipv6Packet.ICMPV6).put((byte) hopLimit);
        from.writeTo(bytes);
        to.writeTo(bytes);
        bytes.put((byte) type)
                .put((byte) code)
                .putShort((short) 0)
                .putInt(value)
                .put(rest);
        bytes.putShort(Ipv6Packet.HEADER + 2, checksum(bytes.array()));
        return Ipv6Packet.of(bytes.array());
    }

    /** The Internet checksum over pseudo header and message, with its own field taken as it is. */
    static short checksum(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(packet, packet.length + packet.length % 2));
        int sum = packet.length - Ipv6Packet.HEADER + Ipv6Packet.ICMPV6;
        for (int i = 8; i < bytes.capacity(); i += 2) {
            sum += bytes.getShort(i) & 0xffff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
