package org.hepto.services.launcher;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;

/** Reads the network of the host, as far as a node depends on it. Changes nothing. */
final class HostNetwork implements AutoCloseable {
    private static final int DISCARD_PORT = 9;
    private static final int ATTEMPTS = 30;
    private static final int ATTEMPT_MILLIS = 100;

    private final Rtnetlink network;

    HostNetwork() throws IOException {
        network = new Rtnetlink();
    }

    /**
     * Looks how far the uplink is, see {@link UplinkState#of}.
     *
     * @throws ConfigException if it will never do
     */
    UplinkState uplink(Optional<String> name, boolean isAddressGiven) throws IOException {
        try {
            return UplinkState.of(new Now(), name, isAddressGiven);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The host as it is when it is asked. */
    private final class Now implements UplinkState.Host {
        @Override
        public List<Rtnetlink.Link> links() {
            return unchecked(network::links);
        }

        @Override
        public List<Rtnetlink.Route> routes() {
            return unchecked(network::routes);
        }

        @Override
        public boolean hasGlobalAddress(Rtnetlink.Link link) {
            return !unchecked(() -> prefixes(link)).isEmpty();
        }

        @Override
        public boolean isIpv6Off(String link) {
            // by io and not nio: a name may have bytes that are no text in the locale
            try (FileInputStream setting = new FileInputStream("/proc/sys/net/ipv6/conf/" + link + "/disable_ipv6")) {
                return setting.read() == '1';
            } catch (IOException e) {
                return false; // the node's own eth0 will tell
            }
        }
    }

    private interface Query<T> {
        T run() throws IOException;
    }

    private static <T> T unchecked(Query<T> query) {
        try {
            return query.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all addresses of the host. */
    Set<Ipv6Address> addresses() throws IOException {
        return network.addresses();
    }

    /** Refuses an address for the node that is the host's, or that no route of the link covers. */
    void requireFree(Rtnetlink.Link uplink, Ipv6Prefix given) throws IOException {
        List<Ipv6Address> own =
                prefixes(uplink).stream().map(Ipv6Prefix::address).toList();
        List<Ipv6Prefix> onLink = network.routes().stream()
                .filter(route ->
                        route.linkIndex() == uplink.index() && route.gateway().isEmpty())
                .map(Rtnetlink.Route::destination)
                .toList();
        requireFree(uplink.name(), own, onLink, given);
    }

    /**
     * Refuses an address for the node that is the host's, or that no route of the link covers. The routes decide, not the
     * length of the host's own prefix: hosters give a host one address of /128 and route more of them to it.
     *
     * @param own the host's addresses
     * @param onLink the destinations that are reached on the link without a gateway
     */
    static void requireFree(String uplink, List<Ipv6Address> own, List<Ipv6Prefix> onLink, Ipv6Prefix given) {
        if (own.contains(given.address())) {
            throw new ConfigException("--ip %s is the host's own address; the node needs another one".formatted(given));
        }
        List<Ipv6Prefix> prefixes = onLink.stream()
                .filter(p -> p.length() > 0 && p.length() < 128 && !p.address().isLinkLocal())
                .toList();
        if (!prefixes.isEmpty() && prefixes.stream().noneMatch(p -> p.contains(given.address()))) {
            throw new ConfigException("--ip %s is in no prefix of %s (%s); choose a free address of the link"
                    .formatted(given, uplink, join(prefixes)));
        }
    }

    private static String join(List<Ipv6Prefix> prefixes) {
        return String.join(
                ", ",
                prefixes.stream().map(p -> p.network().toString()).distinct().toList());
    }

    /** Returns the host's global addresses on the link. */
    private List<Ipv6Prefix> prefixes(Rtnetlink.Link uplink) throws IOException {
        return network.addresses(uplink).stream()
                .map(Rtnetlink.Address::prefix)
                .filter(p -> !p.address().isLinkLocal())
                .toList();
    }

    /** Refuses a gateway for which no neighbour answers within three seconds. */
    void requireGateway(Rtnetlink.Link uplink, Ipv6Address gateway) throws IOException, InterruptedException {
        Inet6Address scoped = Inet6Address.getByAddress(null, gateway.bytes(), uplink.index());
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (i % 10 == 0) {
                    solicit(socket, scoped);
                }
                if (network.knowsNeighbour(uplink, gateway)) {
                    return;
                }
                Thread.sleep(ATTEMPT_MILLIS);
            }
        }
        throw new ConfigException(
                "the gateway %s does not answer on %s; check --gw and --iface".formatted(gateway, uplink.name()));
    }

    /** Any packet makes the kernel ask who has the address (RFC 4861). */
    private static void solicit(DatagramSocket socket, Inet6Address address) {
        try {
            socket.send(new DatagramPacket(new byte[0], 0, new InetSocketAddress(address, DISCARD_PORT)));
        } catch (IOException e) {
            return; // no route: the neighbour table stays empty, which is the answer
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
