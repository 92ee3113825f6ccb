package org.hepto.lab;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A learning Ethernet switch with segments, without sockets, threads or clock: frames and times go in, frames come out when due.
 *
 * <p>Used by one thread at a time. Times are nanoseconds of any monotonic clock.
 */
final class SwitchCore {
    /** Where frames go when they are due. */
    interface Output {
        void send(String port, byte[] frame);
    }

    private static final int HEADER = 14;
    private static final Line PERFECT = new Line(Duration.ZERO, 0);

    private final Random random;
    /** Each with its segment. */
    private final Map<String, String> ports = new LinkedHashMap<>();

    private final Map<Long, String> learned = new HashMap<>();
    private final Map<Link, Line> lines = new HashMap<>();
    private final Set<Link> cut = new HashSet<>();
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(Comparator.comparingLong(Flight::due).thenComparingLong(Flight::number));
    private Line wan = PERFECT;
    private long number;
    private long received;
    private long lost;
    private long partitioned;

    SwitchCore(long seed) {
        random = new Random(seed);
    }

    /** Joins a port to a segment: frames stay within theirs. */
    void addPort(String port, String segment) {
        ports.put(port, segment);
    }

    Set<String> ports() {
        return ports.keySet();
    }

    /** Frames on their way to the port are forgotten. */
    void removePort(String port) {
        ports.remove(port);
        learned.values().removeIf(port::equals);
        flights.removeIf(flight -> flight.port().equals(port));
    }

    /** How every link behaves that has no line of its own; forgets those. */
    void wan(Line line) {
        lines.clear();
        wan = line;
    }

    void line(Link link, Line line) {
        lines.put(link, line);
    }

    void partition(Collection<String> left, Collection<String> right) {
        for (String a : left) {
            for (String b : right) {
                cut.add(new Link(a, b));
                cut.add(new Link(b, a));
            }
        }
    }

    void heal() {
        cut.clear();
    }

    void frame(String from, byte[] frame, long now) {
        if (frame.length < HEADER) {
            return;
        }
        received++;
        learned.put(address(frame, 6), from);
        String known = multicast(frame) ? null : learned.get(address(frame, 0));
        if (known != null) {
            forward(from, known, frame, now);
            return;
        }
        for (String port : ports.keySet()) {
            forward(from, port, frame, now);
        }
    }

    private void forward(String from, String to, byte[] frame, long now) {
        if (from.equals(to) || !Objects.equals(ports.get(from), ports.get(to))) {
            return;
        }
        Link link = new Link(from, to);
        Line line = lines.getOrDefault(link, wan);
        if (cut.contains(link)) {
            partitioned++;
        } else if (line.loss() > 0 && random.nextDouble() < line.loss()) {
            lost++;
        } else {
            flights.add(new Flight(now + line.delay().toNanos(), number++, to, frame));
        }
    }

    /** Hands out what is due at {@code now}, in order of time, then of arrival. */
    void deliver(long now, Output output) {
        for (Flight flight = flights.peek(); flight != null && flight.due() <= now; flight = flights.peek()) {
            flights.remove();
            output.send(flight.port(), flight.frame());
        }
    }

    /** When {@link #deliver} has something to do next; {@link Long#MAX_VALUE} if nothing is on its way. */
    long nextDue() {
        Flight next = flights.peek();
        return next == null ? Long.MAX_VALUE : next.due();
    }

    long received() {
        return received;
    }

    long lost() {
        return lost;
    }

    long partitioned() {
        return partitioned;
    }

    private static boolean multicast(byte[] frame) {
        return (frame[0] & 1) != 0;
    }

    private static long address(byte[] frame, int offset) {
        long value = 0;
        for (int i = offset; i < offset + 6; i++) {
            value = (value << 8) | (frame[i] & 0xff);
        }
        return value;
    }

    /** One direction between two ports. */
    record Link(String from, String to) {}

    /** How one direction behaves: delay of each frame, and the share of frames that vanish, from 0 to 1. */
    record Line(Duration delay, double loss) {
        Line {
            if (delay.isNegative() || !(loss >= 0 && loss <= 1)) {
                throw new IllegalArgumentException("delay " + delay + ", loss " + loss);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared as a value
    private record Flight(long due, long number, String port, byte[] frame) {}
}
