package org.hepto.sml;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Reads where a node is from a text: {@code host:port}, {@code [IPv6]:port}, or a host alone, which means
 * {@link ClusterOptions#PORT}.
 */
public final class HostPort {

    private static final int MAX_PORT = 0xffff;
    private static final String NO_PORT = "'%s' has no port between 1 and 65535";

    private HostPort() {}

    /** What a text of the form {@code host:port} says. */
    private record Parts(String host, int port) {}

    /** Throws {@link ClusterException} if a text is none of these, whether or not there is such a host. */
    public static void check(String text) {
        if (parts(text).port() == 0) {
            throw new ClusterException(NO_PORT.formatted(text));
        }
    }

    /** Returns the first address of a host, at a port that may be 0; throws {@link ClusterException} if there is none. */
    static InetSocketAddress socket(String text) {
        Parts parts = parts(text);
        return new InetSocketAddress(addresses(parts.host()).getFirst(), parts.port());
    }

    /** Returns the addresses of a host, IPv6 ones only if there are any; throws {@link ClusterException} if there is none. */
    static List<Address> resolve(String text) {
        check(text);
        Parts parts = parts(text);
        return addresses(parts.host()).stream()
                .map(address -> new Address(Bytes.wrap(address.getAddress()), parts.port()))
                .toList();
    }

    private static List<InetAddress> addresses(String host) {
        try {
            InetAddress[] all = InetAddress.getAllByName(host);
            List<InetAddress> six =
                    Arrays.stream(all).filter(Inet6Address.class::isInstance).toList();
            return six.isEmpty() ? List.of(all) : six;
        } catch (UnknownHostException e) {
            throw new ClusterException("'%s' is not known: check the name, or give an address".formatted(host), e);
        }
    }

    private static Parts parts(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = text.startsWith("[") ? colon > text.indexOf(']') : colon > 0 && text.indexOf(':') == colon;
        String host = hasPort ? text.substring(0, colon) : text;
        int port = hasPort ? port(text, text.substring(colon + 1)) : ClusterOptions.PORT;
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.isEmpty()) {
            throw new ClusterException("'%s' is no host:port".formatted(text));
        }
        return new Parts(bare, port);
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new ClusterException(NO_PORT.formatted(text), e);
        }
        throw new ClusterException(NO_PORT.formatted(text));
    }
}
