package org.hepto.sml;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** {@code host:port}, {@code [IPv6]:port}, or a host alone. */
final class HostPort {

    private static final int MAX_PORT = 0xffff;

    private HostPort() {}

    /** What a text of the form {@code host:port} says. */
    private record Parts(String host, int port) {}

    /** Throws {@link ClusterException} if a text is no {@code host:port}, whatever the host. */
    static void check(String text) {
        if (parts(text, ClusterOptions.PORT).port() == 0) {
            throw new ClusterException("'%s' has no port between 1 and 65535".formatted(text));
        }
    }

    /** The addresses of a host, IPv6 ones only if there are any; throws {@link ClusterException} if there are none. */
    static List<Address> resolve(String text, int defaultPort) {
        Parts parts = parts(text, defaultPort);
        try {
            InetAddress[] all = InetAddress.getAllByName(parts.host());
            List<InetAddress> six =
                    Arrays.stream(all).filter(Inet6Address.class::isInstance).toList();
            return (six.isEmpty() ? Arrays.asList(all) : six)
                    .stream()
                            .map(address -> new Address(Bytes.wrap(address.getAddress()), parts.port()))
                            .toList();
        } catch (UnknownHostException e) {
            throw new ClusterException(
                    "'%s' is not known: check the name, or give an address".formatted(parts.host()), e);
        }
    }

    private static Parts parts(String text, int defaultPort) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = text.startsWith("[") ? colon > text.indexOf(']') : colon > 0 && text.indexOf(':') == colon;
        String host = hasPort ? text.substring(0, colon) : text;
        int port = hasPort ? port(text, text.substring(colon + 1)) : defaultPort;
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.isEmpty()) {
            throw new ClusterException("'%s' is no host:port".formatted(text));
        }
        return new Parts(bare, port);
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port > 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new ClusterException("'%s' has no port between 1 and 65535".formatted(text), e);
        }
        throw new ClusterException("'%s' has no port between 1 and 65535".formatted(text));
    }
}
