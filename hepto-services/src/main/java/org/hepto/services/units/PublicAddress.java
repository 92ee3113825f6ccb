package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hepto.daeman.Condition;
import org.hepto.daeman.ConditionTimeoutException;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Time;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.selfcontain.Firewall;
import org.hepto.selfcontain.HostLinks;
import org.hepto.services.node.Node;
import org.hepto.services.node.PublicInterface;
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
 * The interface goes with that of the host that carries it, and is made again when that is back.
 */
final class PublicAddress implements Unit<PublicAddress.Public> {
    static final UnitKey<Public> KEY = UnitKey.of("address", Public.class);

    private static final Logger LOG = LoggerFactory.getLogger(PublicAddress.class);
    private static final String NONE = "no public address: no router advertised one, and no --ip was given";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Two looks in the half minute within which a change has to be followed. */
    private static final Duration LOOK = Duration.ofSeconds(15);

    /** Of an interface that was not there yet. */
    private static final int USUAL_MTU = 1500;

    private final Restore restore;
    private int mtu = USUAL_MTU;
    private String problem = NONE;
    private Time.@Nullable Timer timer;

    /** Puts the interface back. */
    @FunctionalInterface
    interface Restore {
        /** Returns whether it had to; see {@link HostLinks#restore}. */
        boolean run() throws IOException;
    }

    PublicAddress(Node node) {
        this(() -> {
            Optional<HostLinks> host = HostLinks.inherited();
            return host.isPresent() && host.get().restore(PublicInterface.of(node.config(), node.wireguard()));
        });
    }

    PublicAddress(Restore restore) {
        this.restore = restore;
    }

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
            if (eth0(network).isPresent()) {
                context.await(
                        Condition.poll(
                                "a router advertisement on " + Firewall.PUBLIC,
                                Duration.ofMillis(200),
                                () -> !addresses(network, network.link(Firewall.PUBLIC))
                                        .isEmpty()),
                        PATIENCE);
            }
        } catch (ConditionTimeoutException e) {
            LOG.warn(NONE);
        }
        Public first = read(context);
        schedule(context);
        return first;
    }

    private Public read(UnitContext context) throws ErrnoException {
        try (Rtnetlink network = new Rtnetlink()) {
            Optional<Rtnetlink.Link> eth0 = eth0(network);
            mtu = eth0.map(Rtnetlink.Link::mtu).orElse(mtu);
            List<Ipv6Address> addresses = addresses(network, eth0);
            context.detail(addresses.isEmpty() ? problem : addresses.getFirst().toString());
            return new Public(addresses, mtu);
        }
    }

    /** Returns the interface, after an attempt to put it back if it has gone. */
    private Optional<Rtnetlink.Link> eth0(Rtnetlink network) throws ErrnoException {
        Optional<Rtnetlink.Link> eth0 = network.link(Firewall.PUBLIC).filter(Rtnetlink.Link::up);
        if (eth0.isPresent()) {
            problem = NONE;
            return eth0;
        }
        restore();
        return network.link(Firewall.PUBLIC);
    }

    /** Logs what keeps the interface away once, and not at each look. */
    private void restore() {
        try {
            if (restore.run()) {
                LOG.warn("the interface {} had gone with the host's, and was made again", Firewall.PUBLIC);
            }
            problem = NONE;
        } catch (IOException e) {
            String line = "no public address: " + Errors.line(e);
            if (!line.equals(problem)) {
                LOG.warn("{}", line);
            }
            problem = line;
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

    private static List<Ipv6Address> addresses(Rtnetlink network, Optional<Rtnetlink.Link> eth0) throws ErrnoException {
        if (eth0.isEmpty()) {
            return List.of();
        }
        return network.addresses(eth0.get()).stream()
                .filter(Rtnetlink.Address::usable)
                .map(a -> a.prefix().address())
                .filter(a -> !a.isLinkLocal())
                .sorted()
                .toList();
    }
}
