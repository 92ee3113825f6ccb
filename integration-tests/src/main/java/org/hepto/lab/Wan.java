package org.hepto.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The Internet between the sites: each has an uplink with a delay and a loss of its own, which a packet from site to
 * site meets twice, once for each. Without sockets, threads or clock.
 *
 * <p>Used by one thread. Times are nanoseconds of any monotonic clock.
 */
final class Wan {
    /** Sees each packet when it has left its site, also one that gets lost after. */
    interface Listener {
        void passes(String from, @Nullable String to, Ipv6Packet packet, long now);
    }

    private final Random random;
    private final Map<String, Uplink> uplinks = new LinkedHashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(Comparator.comparingLong(Flight::due).thenComparingLong(Flight::number));
    private long number;
    private long lost;
    private long cut;

    private static final class Uplink {
        private final SiteRouter router;
        private SwitchCore.Line line = new SwitchCore.Line(Duration.ZERO, 0);
        private boolean up = true;

        private Uplink(SiteRouter router) {
            this.router = router;
        }
    }

    private record Flight(long due, long number, Uplink to, Ipv6Packet packet) {}

    Wan(long seed) {
        random = new Random(seed);
    }

    void add(String site, SiteRouter router) {
        uplinks.put(site, new Uplink(router));
    }

    void line(String site, SwitchCore.Line line) {
        uplink(site).line = line;
    }

    void up(String site, boolean up) {
        uplink(site).up = up;
    }

    private Uplink uplink(String site) {
        Uplink uplink = uplinks.get(site);
        if (uplink == null) {
            throw new IllegalArgumentException("no site " + site);
        }
        return uplink;
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    void leave(Listener listener) {
        listeners.remove(listener);
    }

    /** Takes a packet from a site's router. */
    void send(String site, Ipv6Packet packet, long now) {
        Uplink from = uplink(site);
        String target = null;
        for (Map.Entry<String, Uplink> entry : uplinks.entrySet()) {
            if (entry.getValue().router.serves(packet.destination())) {
                target = entry.getKey();
            }
        }
        for (Listener listener : listeners) {
            listener.passes(site, target, packet, now);
        }
        Uplink to = target == null ? null : uplink(target);
        if (!from.up || (to != null && !to.up)) {
            cut++;
        } else if (to == null) {
            from.router.noRoute(packet, now);
        } else if (loses(from) || loses(to)) {
            lost++;
        } else {
            long delay = from.line.delay().plus(to.line.delay()).toNanos();
            flights.add(new Flight(now + delay, number++, to, packet));
        }
    }

    private boolean loses(Uplink uplink) {
        return uplink.line.loss() > 0 && random.nextDouble() < uplink.line.loss();
    }

    /** Hands out what is due, and lets the routers do what is due. */
    void deliver(long now) {
        for (Flight flight = flights.peek(); flight != null && flight.due() <= now; flight = flights.peek()) {
            flights.remove();
            flight.to().router.fromUplink(flight.packet(), now);
        }
        for (Uplink uplink : uplinks.values()) {
            if (uplink.router.nextDue() <= now) {
                uplink.router.tick(now);
            }
        }
    }

    /** When {@link #deliver} has something to do next; {@link Long#MAX_VALUE} for never. */
    long nextDue() {
        Flight next = flights.peek();
        long due = next == null ? Long.MAX_VALUE : next.due();
        for (Uplink uplink : uplinks.values()) {
            due = Math.min(due, uplink.router.nextDue());
        }
        return due;
    }

    /** Packets that an uplink's loss has swallowed. */
    long lost() {
        return lost;
    }

    /** Packets that met an uplink that is cut. */
    long cut() {
        return cut;
    }
}
