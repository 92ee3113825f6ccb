package org.hepto.services.node;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hepto.utils.Ipv6Address;

/**
 * Where a node of the cluster can be met: one that has a stable address or name.
 *
 * @param host an IPv6 address without brackets, in the form of RFC 5952, or a DNS name
 * @param port of gossip, TCP and UDP
 */
public record Anchor(String host, int port) {
    /** The port of gossip unless another is given. */
    public static final int PORT = 7946;

    private static final int MAX_PORT = 0xffff;
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\[\\]]*)](?::([0-9]{1,5}))?");
    private static final Pattern NAME = Pattern.compile("([^:]*)(?::([0-9]{1,5}))?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    /**
     * Parses an address or a name, with or without a port. Brackets are needed where a port follows an address.
     *
     * @throws IllegalArgumentException with one line that says what to write
     */
    public static Anchor parse(String text) {
        if (text.startsWith("[")) {
            Matcher parts = BRACKETS.matcher(text);
            if (!parts.matches()) {
                throw wrong(text, "is no address; write [2001:db8::5]:7946 for example");
            }
            return new Anchor(address(text, parts.group(1)), port(text, Optional.ofNullable(parts.group(2))));
        }
        if (text.indexOf(':') != text.lastIndexOf(':')) {
            return new Anchor(address(text, text), PORT);
        }
        Matcher parts = NAME.matcher(text);
        if (!parts.matches()) {
            throw wrong(text, "has no port between 1 and 65535; write anchor.example.org:7946 for example");
        }
        return new Anchor(name(text, parts.group(1)), port(text, Optional.ofNullable(parts.group(2))));
    }

    private static String address(String text, String literal) {
        Ipv6Address address;
        try {
            address = Ipv6Address.parse(literal);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the anchor '%s' is no IPv6 address; write 2001:db8::5 or [2001:db8::5]:7946 for example"
                            .formatted(text),
                    e);
        }
        boolean local = address.isLinkLocal()
                || address.equals(Ipv6Address.LOOPBACK)
                || address.equals(new Ipv6Address(0, 0))
                || address.high() >>> 56 == 0xff;
        if (local) {
            throw wrong(text, "cannot be reached from elsewhere; give a global address of a node");
        }
        return address.toString();
    }

    private static String name(String text, String host) {
        if (IPV4.matcher(host).matches()) {
            throw wrong(text, "is an IPv4 address, and a cluster has IPv6 alone; give an IPv6 address or a name");
        }
        return DnsName.of(host)
                .orElseThrow(() -> wrong(text, "is no IPv6 address or DNS name; write anchor.example.org for example"));
    }

    private static int port(String text, Optional<String> digits) {
        int port = digits.map(Integer::parseInt).orElse(PORT);
        if (port < 1 || port > MAX_PORT) {
            throw wrong(text, "has no port between 1 and 65535; leave it out for %d".formatted(PORT));
        }
        return port;
    }

    private static IllegalArgumentException wrong(String text, String problem) {
        return new IllegalArgumentException("the anchor '%s' %s".formatted(text, problem));
    }

    /** Returns {@code host:port}, with an address in brackets. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
