package org.hepto.services.launcher;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Rtnetlink;
import org.hepto.utils.ShellWords;

/**
 * Says how far the host's interface to the Internet is at one moment. What is missing may come while a host boots; what
 * will never come by itself is a {@link ConfigException}.
 */
sealed interface UplinkState {
    /** WireGuard takes 80 bytes, and IPv6 asks for 1280 on every link (RFC 8200, section 5). */
    int LEAST_MTU = 1360;

    /** The interface has all that a node needs. */
    record Ready(Rtnetlink.Link link) implements UplinkState {}

    /**
     * Something is missing.
     *
     * @param awaited what it is
     * @param enough the interface, if a node can start without that
     * @param problem what is wrong, and what to do, if it does not come
     */
    record Missing(String awaited, Optional<Rtnetlink.Link> enough, String problem) implements UplinkState {}

    /** What the state follows from. */
    interface Host {
        List<Rtnetlink.Link> links();

        List<Rtnetlink.Route> routes();

        /** Tells whether the interface has an address besides link-local ones. */
        boolean hasGlobalAddress(Rtnetlink.Link link);

        /** Tells whether IPv6 is switched off on an interface. */
        boolean isIpv6Off(String link);
    }

    /**
     * Returns the state of that interface, else of the one with the default route.
     *
     * @param isAddressGiven whether the node has a static address, so that none has to be advertised
     */
    static UplinkState of(Host host, Optional<String> name, boolean isAddressGiven) {
        Optional<Rtnetlink.Link> chosen = name.isPresent() ? Optional.of(named(host, name.get())) : byDefault(host);
        if (chosen.isEmpty()) {
            return new Missing(
                    "a default route for IPv6",
                    Optional.empty(),
                    "this host has no default route for IPv6; " + choice(host));
        }
        Rtnetlink.Link link = chosen.get();
        String shell = ShellWords.quoted(link.name());
        if (host.isIpv6Off(link.name())) {
            throw new ConfigException(
                    "IPv6 is switched off on the interface %s; switch it on: sysctl -w net/ipv6/conf/%s/disable_ipv6=0"
                            .formatted(link.name(), shell));
        }
        if (link.mtu() < LEAST_MTU) {
            throw new ConfigException(
                    "the interface %s has an MTU below %d: %d leave the mesh no room for IPv6; raise it: ip link set %s mtu %2$d"
                            .formatted(link.name(), LEAST_MTU, link.mtu(), shell));
        }
        if (!link.up()) {
            return new Missing(
                    "the interface %s to come up".formatted(link.name()),
                    Optional.empty(),
                    "the interface %s is down; set it up: ip link set %s up".formatted(link.name(), shell));
        }
        if (!isAddressGiven && !host.hasGlobalAddress(link)) {
            return new Missing(
                    "a router advertisement on " + link.name(),
                    chosen,
                    "the interface %s has no global IPv6 address, so the node will have no public one either; see to router advertisements, or give --ip and --gw"
                            .formatted(link.name()));
        }
        return new Ready(link);
    }

    private static Rtnetlink.Link named(Host host, String name) {
        if (name.equals("lo")) {
            throw new ConfigException("lo leads nowhere; " + choice(host));
        }
        return host.links().stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException("there is no interface '%s'; %s".formatted(name, choice(host))));
    }

    private static Optional<Rtnetlink.Link> byDefault(Host host) {
        OptionalInt index = defaultLink(host.routes());
        return host.links().stream()
                .filter(link -> index.equals(OptionalInt.of(link.index())))
                .findFirst();
    }

    /** Returns the index of the interface that the kernel takes: of its default route with the lowest metric. */
    static OptionalInt defaultLink(List<Rtnetlink.Route> routes) {
        return routes.stream()
                .filter(route -> route.destination().length() == 0)
                .min(Comparator.comparingLong(route -> Integer.toUnsignedLong(route.metric())))
                .map(route -> OptionalInt.of(route.linkIndex()))
                .orElse(OptionalInt.empty());
    }

    private static String choice(Host host) {
        List<String> names = host.links().stream()
                .map(Rtnetlink.Link::name)
                .filter(name -> !name.equals("lo"))
                .toList();
        return names.isEmpty()
                ? "it has no interface at all: see to its network"
                : "name the interface to the Internet with --iface, of " + names;
    }
}
