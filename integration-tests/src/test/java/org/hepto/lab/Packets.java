package org.hepto.lab;

import java.nio.ByteBuffer;

/** Packets for the tests of the router. Checksums are zero: routers don't look at them. */
final class Packets {
    static final int SYN = 2;
    static final int ACK = 16;
    static final int FIN = 1;
    static final int RST = 4;

    private Packets() {}

    static Ipv6Packet udp(String from, int fromPort, String to, int toPort, int payload) {
        ByteBuffer upper = ByteBuffer.allocate(8 + payload);
        upper.putShort((short) fromPort).putShort((short) toPort).putShort((short) (8 + payload));
        return packet(from, to, Ipv6Packet.UDP, 64, upper.array());
    }

    static Ipv6Packet tcp(String from, int fromPort, String to, int toPort, int flags) {
        ByteBuffer upper = ByteBuffer.allocate(20);
        upper.putShort((short) fromPort)
                .putShort((short) toPort)
                .putLong(0)
                .put((byte) 0x50)
                .put((byte) flags);
        return packet(from, to, Ipv6Packet.TCP, 64, upper.array());
    }

    static Ipv6Packet icmp(String from, String to, int hopLimit, int type, int identifier, byte... rest) {
        ByteBuffer upper = ByteBuffer.allocate(8 + rest.length);
        upper.put((byte) type)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) identifier)
                .putShort((short) 0)
                .put(rest);
        return packet(from, to, Ipv6Packet.ICMPV6, hopLimit, upper.array());
    }

    /** A fragment of a UDP packet; the first one, at offset 0, has the ports. */
    static Ipv6Packet fragment(String from, String to, int offset, int id) {
        ByteBuffer rest = ByteBuffer.allocate(8 + 16);
        rest.put((byte) Ipv6Packet.UDP)
                .put((byte) 0)
                .putShort((short) (offset | 1))
                .putInt(id);
        rest.putShort((short) 1000).putShort((short) 2000);
        return packet(from, to, 44, 64, rest.array());
    }

    static Ipv6Packet packet(String from, String to, int nextHeader, int hopLimit, byte... rest) {
        ByteBuffer bytes = ByteBuffer.allocate(Ipv6Packet.HEADER + rest.length);
        bytes.putInt(6 << 28)
                .putShort((short) rest.length)
                .put((byte) nextHeader)
                .put((byte) hopLimit);
        Address6.parse(from).writeTo(bytes);
        Address6.parse(to).writeTo(bytes);
        bytes.put(rest);
        return Ipv6Packet.of(bytes.array());
    }
}
