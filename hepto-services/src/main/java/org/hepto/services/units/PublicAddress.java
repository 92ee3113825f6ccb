package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.hepto.daeman.Condition;
import org.hepto.daeman.ConditionTimeoutException;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Time;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.selfcontain.Firewall;
import org.hepto.services.node.Node;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Errors;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Rtnetlink;
import org.hepto.wg.WgEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's public addresses on {@code eth0}: the static one, or what router advertisements gave. They are looked at
 * again all the time, since providers renumber. A node starts without one as well: its cluster lives on mesh addresses.
 */
final class PublicAddress implements Unit<PublicAddress.Public> {
    static final UnitKey<Public> KEY = UnitKey.of("address", Public.class);

    private static final Logger LOG = LoggerFactory.getLogger(PublicAddress.class);
    private static final String NONE = "no public address: no router advertised one, and no --ip was given";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Two looks in the half minute within which a change has to be followed. */
    private static final Duration LOOK = Duration.ofSeconds(15);

    private Time.@Nullable Timer timer;

    /**
     * What the node has on its public interface.
     *
     * @param addresses global ones, ready to use, in order
     * @param mtu of the interface, in bytes
     */
    record Public(List<Ipv6Address> addresses, int mtu) {}

    /** Returns where the node's WireGuard may be reached, in order. */
    static List<WgEndpoint> endpoints(Public known) {
        return known.addresses().stream()
                .map(address -> new WgEndpoint(address, Node.WIREGUARD_PORT))
                .toList();
    }

    @Override
    public UnitKey<Public> key() {
        return KEY;
    }

    @Override
    public Public start(UnitContext context) throws Exception {
        try (Rtnetlink network = new Rtnetlink()) {
            Rtnetlink.Link eth0 = network.link(Firewall.PUBLIC).orElseThrow();
            try {
                context.await(
                        Condition.poll(
                                "a router advertisement on " + Firewall.PUBLIC,
                                Duration.ofMillis(200),
                                () -> !addresses(network, eth0).isEmpty()),
                        PATIENCE);
            } catch (ConditionTimeoutException e) {
                LOG.warn(NONE);
            }
        }
        Public first = read(context);
        schedule(context);
        return first;
    }

    private static Public read(UnitContext context) throws ErrnoException {
        try (Rtnetlink network = new Rtnetlink()) {
            Rtnetlink.Link eth0 = network.link(Firewall.PUBLIC).orElseThrow();
            List<Ipv6Address> addresses = addresses(network, eth0);
            context.detail(addresses.isEmpty() ? NONE : addresses.getFirst().toString());
            return new Public(addresses, eth0.mtu());
        }
    }

    private synchronized void schedule(UnitContext context) {
        timer = context.time().schedule(LOOK, () -> look(context));
    }

    private synchronized void look(UnitContext context) {
        if (timer == null) {
            return; // stopped as the timer fired
        }
        try {
            context.publish(KEY, read(context));
        } catch (IOException | RuntimeException e) {
            LOG.warn("the public address cannot be read: {}", Errors.line(e));
        }
        schedule(context);
    }

    @Override
    public synchronized void stop(StopReason reason) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private static List<Ipv6Address> addresses(Rtnetlink network, Rtnetlink.Link eth0) throws ErrnoException {
        return network.addresses(eth0).stream()
                .filter(Rtnetlink.Address::usable)
                .map(a -> a.prefix().address())
                .filter(a -> !a.isLinkLocal())
                .sorted()
                .toList();
    }
}
