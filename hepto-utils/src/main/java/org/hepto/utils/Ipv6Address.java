package org.hepto.utils;

import java.net.Inet6Address;
import java.nio.ByteBuffer;

/**
 * An IPv6 address as a value. Its text is the canonical form of RFC 5952, which Kubernetes demands in EndpointSlices
 * and {@link Inet6Address#getHostAddress()} does not give.
 */
public record Ipv6Address(long high, long low) implements Comparable<Ipv6Address> {
    public static final Ipv6Address LOOPBACK = new Ipv6Address(0, 1);

    private static final int GROUPS = 8;

    /**
     * Parses any literal of RFC 4291 without a zone.
     *
     * @throws IllegalArgumentException with a message for the user when it is not one
     */
    public static Ipv6Address parse(String text) {
        if (text.length() > 45 || !text.contains(":") || text.contains("%") || text.contains("[")) {
            throw new IllegalArgumentException("not an IPv6 address: " + text);
        }
        try {
            return of(Inet6Address.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IPv6 address: " + text, e);
        }
    }

    /** From 16 bytes in network order. */
    public static Ipv6Address of(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException("an IPv6 address has 16 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Ipv6Address(buffer.getLong(), buffer.getLong());
    }

    /** The 16 bytes in network order. */
    public byte[] bytes() {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** Whether it is link-local unicast, {@code fe80::/10} of RFC 4291. */
    public boolean isLinkLocal() {
        return high >>> 54 == 0x3fa;
    }

    /** The address in brackets, as it stands in a URL (RFC 3986). */
    public String inUrl() {
        return "[" + this + "]";
    }

    @Override
    public int compareTo(Ipv6Address other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The canonical text of RFC 5952. */
    @Override
    public String toString() {
        int start = -1;
        int length = 1; // a single zero group is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int run = zerosFrom(i);
            if (run > length) {
                start = i;
                length = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int zerosFrom(int first) {
        int i = first;
        while (i < GROUPS && group(i) == 0) {
            i++;
        }
        return i - first;
    }

    private int group(int i) {
        long half = i < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (i % 4))) & 0xffff;
    }
}
