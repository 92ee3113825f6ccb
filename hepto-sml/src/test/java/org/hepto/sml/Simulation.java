package org.hepto.sml;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many virtual nodes on a virtual clock and a network that loses, delays and splits. The same seed gives the same run.
 * Messages are passed as objects, so that thousands of nodes fit; sizes are those of their bytes.
 */
final class Simulation {

    /** Packets are small enough for IPv6's smallest link, with seal. */
    private static final int SPACE = 1232 - Seal.OVERHEAD;

    /** Something that happens at a time. */
    private record Happening(long time, long order, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final SplittableRandom random;
    private final Timing timing;
    private final PriorityQueue<Happening> happenings = new PriorityQueue<>();
    private final Map<Address, SimNode> nodes = new HashMap<>();
    private final Map<String, List<Address>> hosts = new HashMap<>();
    private final List<SimNode> order = new ArrayList<>();
    private BiConsumer<SimNode, MemberEvent> observer = (node, event) -> {};
    private final List<Runnable> arrivals = new ArrayList<>();
    private boolean recording;
    private double loss;
    private double streamLoss;
    private long minDelay = 20;
    private long maxDelay = 80;
    private long now;
    private long orders;
    private long packets;
    private long bytes;
    private long streamBytes;

    Simulation(long seed, Timing timing) {
        this.random = new SplittableRandom(seed);
        this.timing = timing;
    }

    /** Adds nodes that know each other already. */
    Simulation cluster(int count) {
        int first = order.size();
        for (int i = 0; i < count; i++) {
            node("n" + (first + i), address(first + i));
        }
        for (SimNode node : order) {
            for (SimNode other : order) {
                node.swim.know(new Message.Alive(1, other.name, other.address, Bytes.EMPTY, Vsn.OURS), now);
            }
        }
        return this;
    }

    SimNode node(String name, Address address) {
        return add(new SimNode(name, address, false));
    }

    /** A process that is no member. */
    SimNode observer(String name, Address address) {
        return add(new SimNode(name, address, true));
    }

    private SimNode add(SimNode node) {
        String name = node.name;
        Address address = node.address;
        nodes.put(address, node);
        hosts.put(name, List.of(address));
        order.add(node);
        node.schedule();
        return node;
    }

    /** What a name is resolved to; nothing if there is no address. Each node has its own name from the start. */
    void host(String name, Address... addresses) {
        hosts.put(name, List.of(addresses));
    }

    /** Another address of a node, which it does not advertise. */
    void alias(Address address, SimNode node) {
        nodes.put(address, node);
    }

    static Address address(int index) {
        return new Address(
                Bytes.wrap(ByteBuffer.allocate(16)
                        .putInt(0xfd000000)
                        .putInt(12, index)
                        .array()),
                7946);
    }

    List<SimNode> nodes() {
        return order;
    }

    SimNode get(int index) {
        return order.get(index);
    }

    /** Gives each node a copy of the replicated map. */
    Simulation withMaps(Function<SimNode, SimMap> maker) {
        order.forEach(node -> node.withMap(maker));
        return this;
    }

    /** Keeps all packets that arrive from now on, for {@link #replay}. */
    Simulation record() {
        recording = true;
        return this;
    }

    /** Lets all packets arrive once more, in their order; returns how many. */
    int replay() {
        recording = false;
        arrivals.forEach(arrival -> at(now, arrival));
        return arrivals.size();
    }

    Simulation loss(double share, double ofStreams) {
        loss = share;
        streamLoss = ofStreams;
        return this;
    }

    Simulation delay(long min, long max) {
        minDelay = min;
        maxDelay = max;
        return this;
    }

    void observe(BiConsumer<SimNode, MemberEvent> next) {
        observer = next;
    }

    long now() {
        return now;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    /** Bytes of the map that went over streams. */
    long streamBytes() {
        return streamBytes;
    }

    void run(long millis) {
        long end = now + millis;
        while (!happenings.isEmpty() && happenings.peek().time() <= end) {
            Happening next = happenings.remove();
            now = next.time();
            next.what().run();
        }
        now = end;
    }

    private void at(long time, Runnable what) {
        happenings.add(new Happening(time, orders++, what));
    }

    private long delay() {
        return random.nextLong(minDelay, maxDelay + 1);
    }

    /** One virtual node. */
    final class SimNode implements Outbox {
        final String name;
        final Address address;
        final Swim swim;
        final Counters counters = new Counters();
        final List<Bytes> received = new ArrayList<>();

        private @Nullable SimMap map;
        /** The one node that this one reaches, or null for all. */
        @Nullable
        SimNode only;

        int pulls;
        boolean down;
        int side;
        private long scheduled = Long.MAX_VALUE;

        SimNode(String name, Address address, boolean observer) {
            this.name = name;
            this.address = address;
            var config =
                    new SwimConfig(name, address, Bytes.EMPTY, timing, SPACE, Limits.NODES, observer, AliveFilter.ALL);
            this.swim = new Swim(config, random.split(), this, counters, now);
        }

        SimNode withMap(Function<SimNode, SimMap> maker) {
            map = maker.apply(this);
            return this;
        }

        SimMap map() {
            return Objects.requireNonNull(map);
        }

        /** Sends bytes of the map over a stream. */
        void stream(Address to, Bytes data) {
            SimNode other = nodes.get(to);
            if (other == null || !reaches(other) || random.nextDouble() < streamLoss) {
                return;
            }
            streamBytes += data.length();
            at(now + 3 * delay(), () -> {
                if (reaches(other) && other.map != null) {
                    other.map.message(data, address, now);
                    other.schedule();
                }
            });
        }

        private Bytes userState() {
            return map == null ? Bytes.EMPTY : map.state(now);
        }

        private Bytes answer(Bytes theirs) {
            return map == null ? Bytes.EMPTY : map.answer(theirs, now);
        }

        private void remoteState(Bytes state, Address from, boolean asked) {
            if (map != null) {
                map.remoteState(state, from, asked, now);
            }
        }

        void schedule() {
            long wake = swim.nextWake();
            if (wake < scheduled) {
                scheduled = wake;
                at(Math.max(now, wake), () -> {
                    scheduled = Long.MAX_VALUE;
                    if (!down) {
                        swim.tick(now);
                        schedule();
                    }
                });
            }
        }

        /** Does nothing for a time, as in a long pause of the collector. */
        void freeze(long millis) {
            down = true;
            at(now + millis, () -> {
                down = false;
                schedule();
            });
        }

        private boolean reaches(SimNode other) {
            return !down && !other.down && side == other.side && (only == null || only == other);
        }

        @Override
        public void packet(Address to, List<Encoded> messages, boolean checksum) {
            packets++;
            int size = messages.stream().mapToInt(m -> m.length() + 2).sum() + 2;
            if (size + 5 > SPACE + 7) {
                throw new AssertionError("packet of " + size + " bytes");
            }
            bytes += size + Seal.OVERHEAD + 48;
            SimNode receiver = nodes.get(to);
            if (receiver == null || random.nextDouble() < loss) {
                return;
            }
            at(now + delay(), () -> {
                if (reaches(receiver)) {
                    arrive(receiver, messages);
                }
            });
        }

        private void arrive(SimNode receiver, List<Encoded> messages) {
            if (recording) {
                arrivals.add(() -> arrive(receiver, messages));
            }
            if (!receiver.down) {
                messages.forEach(m -> receiver.swim.received(m.message(), address, now));
                receiver.schedule();
            }
        }

        @Override
        public void pushPull(Address to, boolean join) {
            pulls++;
            SimNode other = nodes.get(to);
            if (other == null || !reaches(other) || random.nextDouble() < streamLoss) {
                swim.pushPullFailed(to, Contact.TIMED_OUT);
                return;
            }
            List<Message.NodeState> mine = swim.state();
            Bytes myState = userState();
            at(now + 2 * delay(), () -> {
                if (!reaches(other)) {
                    return;
                }
                List<Message.NodeState> theirs = other.swim.state();
                Bytes theirState = other.answer(myState);
                streamBytes += myState.length() + theirState.length();
                other.swim.merge(mine, now);
                other.remoteState(myState, address, false);
                other.schedule();
                at(now + delay(), () -> {
                    if (reaches(other)) {
                        swim.pushPullDone(to, theirs, now);
                        remoteState(theirState, to, true);
                        schedule();
                    }
                });
            });
        }

        @Override
        public void streamPing(Address to, Message.Ping ping, long deadline) {
            SimNode other = nodes.get(to);
            if (other == null || !reaches(other) || random.nextDouble() < streamLoss) {
                return;
            }
            at(now + 4 * delay(), () -> {
                if (reaches(other) && now <= deadline && other.swim.answers(ping)) {
                    swim.streamAck(ping.seq());
                }
            });
        }

        @Override
        public void changed(MemberEvent event) {
            observer.accept(this, event);
        }

        @Override
        public void user(Bytes data, Address from) {
            if (map != null) {
                map.message(data, from, now);
                schedule();
            } else if (!received.contains(data)) {
                received.add(data);
                swim.broadcast(data.toHex(), data);
                schedule();
            }
        }

        @Override
        public void resolve(String host) {
            List<Address> found = hosts.getOrDefault(host, List.of());
            if (!found.isEmpty()) {
                at(now + delay(), () -> {
                    swim.resolved(host, found);
                    schedule();
                });
            }
        }

        void join(SimNode other) {
            join(other.name);
        }

        void join(String host) {
            swim.join(host, now);
            schedule();
        }

        long living() {
            return swim.members().stream().filter(Member::alive).count();
        }

        NodeStateType statusOf(String other) {
            return swim.members().stream()
                    .filter(member -> member.name().equals(other))
                    .map(Member::status)
                    .findFirst()
                    .orElse(NodeStateType.LEFT);
        }
    }
}
