package org.hepto.lab;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a router knows of the hosts on its segment (RFC 4861): their Ethernet addresses, and the packets that wait for
 * one. A neighbour is asked anew {@link #REACHABLE} after it was last heard of.
 *
 * <p>Used by one thread. Times are nanoseconds of any monotonic clock.
 */
final class NeighbourCache {
    static final Duration REACHABLE = Duration.ofSeconds(30);
    static final Duration RETRANSMIT = Duration.ofSeconds(1);
    static final int SOLICITATIONS = 3;
    static final int QUEUE = 64;

    /** What the cache wants of its router. */
    interface Router {
        void solicit(Address6 neighbour);

        void transmit(byte[] mac, Ipv6Packet packet);

        void unreachable(Ipv6Packet packet, long now);
    }

    private final Router router;
    private final Map<Address6, Neighbour> neighbours = new HashMap<>();

    private static final class Neighbour {
        private final Queue<Ipv6Packet> waiting = new ArrayDeque<>();
        private byte @Nullable [] mac;
        /** When {@link #mac} ends, or when to ask again. */
        private long until;

        private int asked;
    }

    NeighbourCache(Router router) {
        this.router = router;
    }

    /** Sends a packet to a neighbour, once its Ethernet address is known. */
    void send(Address6 next, Ipv6Packet packet, long now) {
        Neighbour neighbour = neighbours.computeIfAbsent(next, _ -> new Neighbour());
        byte[] mac = neighbour.mac;
        if (mac != null && neighbour.until > now) {
            router.transmit(mac, packet);
            return;
        }
        neighbour.mac = null;
        if (neighbour.waiting.size() < QUEUE) {
            neighbour.waiting.add(packet);
        }
        if (neighbour.asked == 0) {
            ask(next, neighbour, now);
        }
    }

    private void ask(Address6 address, Neighbour neighbour, long now) {
        neighbour.asked++;
        neighbour.until = now + RETRANSMIT.toNanos();
        router.solicit(address);
    }

    /** Takes note of an address that was told in neighbour discovery. */
    void heard(Address6 address, byte[] mac, long now) {
        Neighbour neighbour = neighbours.computeIfAbsent(address, _ -> new Neighbour());
        neighbour.mac = mac;
        neighbour.until = now + REACHABLE.toNanos();
        neighbour.asked = 0;
        neighbour.waiting.forEach(packet -> router.transmit(mac, packet));
        neighbour.waiting.clear();
    }

    /** Asks again who has not answered, and gives up at last. */
    void tick(long now) {
        for (Map.Entry<Address6, Neighbour> entry : List.copyOf(neighbours.entrySet())) {
            Neighbour neighbour = entry.getValue();
            if (neighbour.until > now) {
                continue;
            }
            if (neighbour.asked == 0 || neighbour.asked == SOLICITATIONS) {
                neighbours.remove(entry.getKey());
                new ArrayList<>(neighbour.waiting).forEach(packet -> router.unreachable(packet, now));
            } else {
                ask(entry.getKey(), neighbour, now);
            }
        }
    }

    long nextDue() {
        return neighbours.values().stream()
                .mapToLong(neighbour -> neighbour.until)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
