package org.hepto.lab;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A router advertisement (RFC 4861) as an Ethernet frame to all nodes.
 *
 * @param router who it is from: its link-local address becomes the default route of all who hear it
 * @param prefixes in which hosts give themselves addresses
 * @param mtu of the link, in bytes
 * @param lifetime how long the router is a default router, up to 18 hours; zero for "no more"
 * @param resolvers DNS servers (RFC 8106); may be empty
 */
record RouterAdvertisement(
        MacAddress router, List<Prefix> prefixes, int mtu, Duration lifetime, List<InetAddress> resolvers) {
    private static final short ETHERTYPE_IPV6 = (short) 0x86dd;
    private static final byte ICMPV6 = 58;
    private static final byte ADVERTISEMENT = (byte) 134;
    private static final byte SOLICITATION = (byte) 133;
    private static final int ETHERNET_HEADER = 14;
    private static final int IPV6_HEADER = 40;
    private static final int HOP_LIMIT = 255;
    private static final byte ON_LINK_AND_AUTONOMOUS = (byte) 0xc0;
    private static final int RESOLVER_LIFETIME = 86_400;

    /**
     * A /64 on the link.
     *
     * @param valid how long addresses in it work from now on
     * @param preferred how long they are taken for new connections; zero for an old prefix
     */
    record Prefix(Subnet subnet, Duration valid, Duration preferred) {}

    RouterAdvertisement {
        prefixes = List.copyOf(prefixes);
        resolvers = List.copyOf(resolvers);
    }

    /** Whether a frame asks for an advertisement. */
    static boolean isSolicitation(byte[] frame) {
        return frame.length > ETHERNET_HEADER + IPV6_HEADER
                && ByteBuffer.wrap(frame).getShort(12) == ETHERTYPE_IPV6
                && frame[ETHERNET_HEADER + 6] == ICMPV6
                && frame[ETHERNET_HEADER + IPV6_HEADER] == SOLICITATION;
    }

    byte[] frame() {
        List<byte[]> options = options();
        int length = 16 + options.stream().mapToInt(option -> option.length).sum();
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET_HEADER + IPV6_HEADER + length);
        frame.put(new byte[] {0x33, 0x33, 0, 0, 0, 1}).put(router.bytes()).putShort(ETHERTYPE_IPV6);
        frame.putInt(6 << 28).putShort((short) length).put(ICMPV6).put((byte) HOP_LIMIT);
        frame.put(address(router.linkLocal())).put(address("ff02::1"));
        frame.put(ADVERTISEMENT).put((byte) 0).putShort((short) 0);
        frame.put((byte) 64).put((byte) 0).putShort((short) lifetime.toSeconds());
        frame.putInt(0).putInt(0);
        options.forEach(frame::put);
        frame.putShort(ETHERNET_HEADER + IPV6_HEADER + 2, checksum(frame.array()));
        return frame.array();
    }

    private List<byte[]> options() {
        List<byte[]> options = new ArrayList<>();
        option(options, 1, 1, option -> option.put(router.bytes()));
        option(options, 5, 1, option -> option.putShort((short) 0).putInt(mtu));
        for (Prefix prefix : prefixes) {
            option(options, 3, 4, option -> {
                option.put((byte) 64).put(ON_LINK_AND_AUTONOMOUS);
                option.putInt((int) prefix.valid().toSeconds())
                        .putInt((int) prefix.preferred().toSeconds());
                prefix.subnet().address(0).writeTo(option.putInt(0));
            });
        }
        if (!resolvers.isEmpty()) {
            option(options, 25, 1 + 2 * resolvers.size(), option -> {
                option.putShort((short) 0).putInt(RESOLVER_LIFETIME);
                resolvers.forEach(resolver -> option.put(resolver.getAddress()));
            });
        }
        return options;
    }

    /** Options are counted in units of eight bytes. */
    private static void option(List<byte[]> options, int type, int units, Consumer<ByteBuffer> content) {
        byte[] bytes = new byte[8 * units];
        content.accept(ByteBuffer.wrap(bytes).put((byte) type).put((byte) units));
        options.add(bytes);
    }

    /** The Internet checksum over pseudo header and message, with its own field taken as it is. */
    static short checksum(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int length = frame.length - ETHERNET_HEADER - IPV6_HEADER;
        int sum = length + ICMPV6;
        for (int i = ETHERNET_HEADER + 8; i < frame.length; i += 2) {
            sum += bytes.getShort(i) & 0xffff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }

    static byte[] address(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }
}
