package org.hepto.lab;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** An IPv6 address as two numbers, so that it is cheap to compare and to look up. */
record Address6(long high, long low) {
    static final int BYTES = 16;

    static final Address6 UNSPECIFIED = new Address6(0, 0);
    static final Address6 ALL_NODES = parse("ff02::1");

    private static final long SOLICITED_NODE_HIGH = 0xff02_0000_0000_0000L;
    private static final long SOLICITED_NODE_LOW = 0x0000_0001_ff00_0000L;

    /** Reads a literal; {@link IllegalArgumentException} where it is none. */
    static Address6 parse(String literal) {
        return read(InetAddress.ofLiteral(literal).getAddress(), 0);
    }

    static Address6 read(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, BYTES);
        return new Address6(buffer.getLong(), buffer.getLong());
    }

    void writeTo(ByteBuffer buffer) {
        buffer.putLong(high).putLong(low);
    }

    boolean multicast() {
        return high >>> 56 == 0xff;
    }

    boolean linkLocal() {
        return high >>> 54 == 0xfe80 >>> 6;
    }

    /** The group at which neighbour discovery asks for this address (RFC 4291). */
    Address6 solicitedNode() {
        return new Address6(SOLICITED_NODE_HIGH, SOLICITED_NODE_LOW | (low & 0xff_ffff));
    }

    /** The /64 it is in. */
    Subnet subnet() {
        return new Subnet(high);
    }

    /** Writes it as RFC 5952 says: what {@code ip} and Kubernetes print. */
    @Override
    public String toString() {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (int) ((i < 4 ? high : low) >>> (16 * (3 - i % 4))) & 0xffff;
        }
        int start = -1;
        int longest = 1;
        for (int i = 0, run = 0; i < 8; i++) {
            run = groups[i] == 0 ? run + 1 : 0;
            if (run > longest) {
                longest = run;
                start = i - run + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
