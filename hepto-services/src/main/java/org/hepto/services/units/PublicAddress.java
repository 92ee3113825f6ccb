package org.hepto.services.units;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hepto.daeman.Condition;
import org.hepto.daeman.ConditionTimeoutException;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Rtnetlink;

/**
 * The node's public address on {@code eth0}: the static one, or what router advertisements gave. A node starts without
 * one as well, since its cluster lives on mesh addresses.
 */
final class PublicAddress implements Unit<PublicAddress.Public> {
    static final UnitKey<Public> KEY = UnitKey.of("address", Public.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * What the node has on its public interface.
     *
     * @param addresses global ones, ready to use
     * @param mtu of the interface, in bytes
     */
    record Public(List<Ipv6Address> addresses, int mtu) {}

    @Override
    public UnitKey<Public> key() {
        return KEY;
    }

    @Override
    public Public start(UnitContext context) throws Exception {
        try (Rtnetlink network = new Rtnetlink()) {
            Rtnetlink.Link eth0 = network.link("eth0").orElseThrow();
            try {
                context.await(
                        Condition.poll(
                                "a router advertisement on eth0",
                                Duration.ofMillis(200),
                                () -> !addresses(network, eth0).isEmpty()),
                        PATIENCE);
            } catch (ConditionTimeoutException e) {
                context.detail("no public address: no router advertised one, and no --ip was given");
            }
            List<Ipv6Address> addresses = addresses(network, eth0);
            Optional<Ipv6Address> first = addresses.stream().findFirst();
            first.ifPresent(a -> context.detail(a.toString()));
            return new Public(addresses, eth0.mtu());
        }
    }

    private static List<Ipv6Address> addresses(Rtnetlink network, Rtnetlink.Link eth0) throws ErrnoException {
        return network.addresses(eth0).stream()
                .filter(Rtnetlink.Address::usable)
                .map(a -> a.prefix().address())
                .filter(a -> !a.isLinkLocal())
                .toList();
    }
}
