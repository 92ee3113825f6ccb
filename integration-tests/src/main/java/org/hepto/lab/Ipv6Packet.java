package org.hepto.lab;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 packet, from its IPv6 header on, with what a router and a packet filter look at.
 *
 * <p>The upper layer is what follows the extension headers. A fragment that is not the first has no readable upper
 * layer: its ports, flags and types are {@link #NONE}.
 */
final class Ipv6Packet {
    static final int HEADER = 40;
    static final int ETHERNET_HEADER = 14;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    /** In place of a number that the packet does not have. */
    static final int NONE = -1;

    private static final short ETHERTYPE_IPV6 = (short) 0x86dd;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;

    private final byte[] bytes;
    private final Address6 source;
    private final Address6 destination;
    private int protocol;
    private int upper = HEADER;
    private int fragmentOffset = NONE;
    private int fragmentId;

    private Ipv6Packet(byte[] bytes) {
        this.bytes = bytes;
        source = Address6.read(bytes, 8);
        destination = Address6.read(bytes, 24);
        protocol = bytes[6] & 0xff;
        skipExtensions();
    }

    /** A packet as it is; the array becomes its own. {@link IllegalArgumentException} where it is none. */
    static Ipv6Packet of(byte[] bytes) {
        if (bytes.length < HEADER || bytes[0] >> 4 != 6) {
            throw new IllegalArgumentException("not an IPv6 packet of %d bytes".formatted(bytes.length));
        }
        return new Ipv6Packet(bytes);
    }

    /** The packet in an Ethernet frame, without padding, or null: other protocols, or shorter than it says. */
    static @Nullable Ipv6Packet inFrame(byte[] frame) {
        if (frame.length < ETHERNET_HEADER + HEADER || ByteBuffer.wrap(frame).getShort(12) != ETHERTYPE_IPV6) {
            return null;
        }
        int end = ETHERNET_HEADER + HEADER + (ByteBuffer.wrap(frame).getShort(ETHERNET_HEADER + 4) & 0xffff);
        return frame.length < end || frame[ETHERNET_HEADER] >> 4 != 6
                ? null
                : new Ipv6Packet(Arrays.copyOfRange(frame, ETHERNET_HEADER, end));
    }

    private void skipExtensions() {
        while (upper + 8 <= bytes.length) {
            switch (protocol) {
                case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS -> {
                    protocol = bytes[upper] & 0xff;
                    upper += 8 * (1 + (bytes[upper + 1] & 0xff));
                }
                case FRAGMENT -> {
                    protocol = bytes[upper] & 0xff;
                    fragmentOffset = number(upper + 2) & 0xfff8;
                    fragmentId = ByteBuffer.wrap(bytes).getInt(upper + 4);
                    upper += 8;
                    if (fragmentOffset > 0) {
                        return;
                    }
                }
                default -> {
                    return;
                }
            }
        }
    }

    /** Puts it into an Ethernet frame. */
    byte[] frame(byte[] from, byte[] to) {
        return ByteBuffer.allocate(ETHERNET_HEADER + bytes.length)
                .put(to)
                .put(from)
                .putShort(ETHERTYPE_IPV6)
                .put(bytes)
                .array();
    }

    /** A copy with one hop less to go. */
    Ipv6Packet hop() {
        byte[] copy = bytes.clone();
        copy[7]--;
        return new Ipv6Packet(copy);
    }

    /** Length with the IPv6 header, in bytes: what an MTU is compared with. */
    int length() {
        return bytes.length;
    }

    int hopLimit() {
        return bytes[7] & 0xff;
    }

    Address6 source() {
        return source;
    }

    Address6 destination() {
        return destination;
    }

    /** Of the upper layer. */
    int protocol() {
        return protocol;
    }

    /** Whether it has a fragment header, be it the only fragment. */
    boolean fragment() {
        return fragmentOffset != NONE;
    }

    /** Whether ports and types are in another fragment. */
    boolean laterFragment() {
        return fragmentOffset > 0;
    }

    int fragmentId() {
        return fragmentId;
    }

    int sourcePort() {
        return hasPorts() ? number(upper) : NONE;
    }

    int destinationPort() {
        return hasPorts() ? number(upper + 2) : NONE;
    }

    private boolean hasPorts() {
        return (protocol == TCP || protocol == UDP) && has(4);
    }

    int tcpFlags() {
        return protocol == TCP && has(14) ? bytes[upper + 13] & 0xff : NONE;
    }

    int icmpType() {
        return protocol == ICMPV6 && has(8) ? bytes[upper] & 0xff : NONE;
    }

    int icmpCode() {
        return protocol == ICMPV6 && has(8) ? bytes[upper + 1] & 0xff : NONE;
    }

    /** The number in the third word of an ICMPv6 message: identifier of an echo, high half of an MTU. */
    int icmpIdentifier() {
        return protocol == ICMPV6 && has(8) ? number(upper + 4) : NONE;
    }

    private boolean has(int count) {
        return !laterFragment() && upper + count <= bytes.length;
    }

    /** What follows the extension headers; empty in a packet that ends before. */
    byte[] payload() {
        return Arrays.copyOfRange(bytes, Math.min(upper, bytes.length), bytes.length);
    }

    /** Up to so many of its first bytes, as an ICMPv6 error quotes them. */
    byte[] head(int most) {
        return Arrays.copyOf(bytes, Math.min(most, bytes.length));
    }

    private int number(int offset) {
        return ByteBuffer.wrap(bytes).getShort(offset) & 0xffff;
    }
}
