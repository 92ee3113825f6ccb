package org.hepto.services.launcher;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;

/** The network of the host, as far as a node depends on it. Reads only. */
final class HostNetwork implements AutoCloseable {
    /** When the host names no server that a node could reach; it answers over IPv6 and is run for the public. */
    static final List<Ipv6Address> PUBLIC_RESOLVERS =
            List.of(Ipv6Address.parse("2606:4700:4700::1111"), Ipv6Address.parse("2001:4860:4860::8888"));

    private static final int DISCARD_PORT = 9;
    private static final int ATTEMPTS = 30;
    private static final int ATTEMPT_MILLIS = 100;

    private final Rtnetlink network;

    HostNetwork() throws IOException {
        network = new Rtnetlink();
    }

    /** The interface of that name, else the one with the default route. */
    Rtnetlink.Link uplink(Optional<String> name) throws IOException {
        if (name.isPresent()) {
            return network.link(name.get())
                    .orElseThrow(() -> new ConfigException(
                            "there is no interface '%s'; this host has %s".formatted(name.get(), names())));
        }
        OptionalInt index = defaultLink(network.routes());
        return network.links().stream()
                .filter(link -> index.equals(OptionalInt.of(link.index())))
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        "this host has no default route for IPv6; name the interface with --iface, of " + names()));
    }

    /** Returns the index of the interface by which the kernel reaches the Internet: of its default route with the lowest metric. */
    static OptionalInt defaultLink(List<Rtnetlink.Route> routes) {
        return routes.stream()
                .filter(route -> route.destination().length() == 0)
                .min(Comparator.comparingLong(route -> Integer.toUnsignedLong(route.metric())))
                .map(route -> OptionalInt.of(route.linkIndex()))
                .orElse(OptionalInt.empty());
    }

    private String names() {
        try {
            return network.links().stream()
                    .map(Rtnetlink.Link::name)
                    .filter(name -> !name.equals("lo"))
                    .toList()
                    .toString();
        } catch (IOException e) {
            return "an unknown list";
        }
    }

    /** Refuses an interface on which no node can have a public address. */
    void requireIpv6(Rtnetlink.Link uplink, Optional<Ipv6Prefix> given) throws IOException {
        if (!uplink.up()) {
            throw new ConfigException(
                    "the interface %1$s is down; set it up: ip link set %1$s up".formatted(uplink.name()));
        }
        if (network.addresses(uplink).isEmpty()) {
            throw new ConfigException(
                    "the interface %1$s has no IPv6; switch it on: sysctl net.ipv6.conf.%1$s.disable_ipv6=0"
                            .formatted(uplink.name()));
        }
        if (given.isEmpty() && prefixes(uplink).isEmpty()) {
            throw new ConfigException(
                    "the interface %s has no global IPv6 address; wait for a router advertisement, or give --ip and --gw"
                            .formatted(uplink.name()));
        }
        if (given.isPresent()) {
            requireFree(uplink, given.get());
        }
    }

    private void requireFree(Rtnetlink.Link uplink, Ipv6Prefix given) throws IOException {
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

    /** The host's global addresses on the link. */
    private List<Ipv6Prefix> prefixes(Rtnetlink.Link uplink) throws IOException {
        return network.addresses(uplink).stream()
                .map(Rtnetlink.Address::prefix)
                .filter(p -> !p.address().isLinkLocal())
                .toList();
    }

    /** Refuses a gateway for which nobody on the link answers within three seconds. */
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

    /** The nameservers that a node can use as well: global IPv6 ones of the host's resolver. */
    static List<Ipv6Address> nameservers() throws IOException {
        List<Ipv6Address> own = parse(Path.of("/etc/resolv.conf"));
        // systemd-resolved's stub on 127.0.0.53 cannot be reached from another network namespace
        return own.isEmpty() ? parse(Path.of("/run/systemd/resolve/resolv.conf")) : own;
    }

    private static List<Ipv6Address> parse(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            return List.of();
        }
        return parseResolvConf(Files.readString(file));
    }

    /** See resolv.conf(5). */
    static List<Ipv6Address> parseResolvConf(String text) {
        return text.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
                .flatMap(words -> address(words[1]))
                .filter(a -> !a.isLinkLocal() && !a.equals(Ipv6Address.LOOPBACK))
                .toList();
    }

    private static Stream<Ipv6Address> address(String text) {
        try {
            return Stream.of(Ipv6Address.parse(text));
        } catch (IllegalArgumentException e) {
            return Stream.empty(); // IPv4, or with a zone
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
