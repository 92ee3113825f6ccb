package org.hepto.sml;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * An IP address as the raw 4 or 16 bytes that travel on the wire, and a port.
 *
 * <p>Not an {@link InetAddress}: that one turns IPv4-mapped addresses into four bytes, and memberlist compares bytes.
 *
 * @param ip 4 or 16 bytes
 * @param port 1..65535, or 0 where the default port is meant
 */
public record Address(Bytes ip, int port) {

    private static final int GROUPS = 8;

    /** The address of a resolved socket address; throws {@link IllegalArgumentException} on an unresolved one. */
    public static Address of(InetSocketAddress socket) {
        InetAddress inet = socket.getAddress();
        if (inet == null) {
            throw new IllegalArgumentException("'%s' is not resolved".formatted(socket.getHostString()));
        }
        return new Address(Bytes.wrap(inet.getAddress()), socket.getPort());
    }

    /** Whether the bytes have a length that an IP address can have, and there is a port. */
    boolean usable() {
        return (ip.length() == 4 || ip.length() == 16) && port > 0 && port <= 0xffff;
    }

    /** The same host at another port. */
    Address withPort(int other) {
        return new Address(ip, other);
    }

    /** The socket address; throws {@link IllegalStateException} if the bytes are no IP address. */
    public InetSocketAddress toSocket() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip.raw()), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not an IP address: " + ip.toHex(), e);
        }
    }

    /** {@code [RFC 5952 address]:port}, or {@code a.b.c.d:port}. */
    @Override
    public String toString() {
        return ip.length() == 16 ? "[" + host() + "]:" + port : host() + ":" + port;
    }

    /** The address alone, in the canonical form of RFC 5952. */
    public String host() {
        return switch (ip.length()) {
            case 4 -> ip.at(0) + "." + ip.at(1) + "." + ip.at(2) + "." + ip.at(3);
            case 16 -> canonical();
            default -> ip.toHex();
        };
    }

    /** Not by hepto-utils, whose native libraries nobody else needs here. */
    private String canonical() {
        int start = -1;
        int length = 1;
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
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(group(i)));
            }
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
        return ip.at(2 * i) << 8 | ip.at(2 * i + 1);
    }

    /** Whether this is the unspecified address, at which nobody can be reached. */
    boolean unspecified() {
        return ip.equals(Bytes.of(new byte[ip.length()]));
    }
}
