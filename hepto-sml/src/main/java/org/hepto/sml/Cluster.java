package org.hepto.sml;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of a cluster, on the network. All methods may be called from any thread; none of them blocks but
 * {@link #start}, {@link #close} and name resolution in {@link #join}.
 */
public final class Cluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final int QUEUE = 4096;
    private static final long STREAM_MEMORY = 64L * 1024 * 1024;
    private static final long LEAVE_MILLIS = 5000;
    private static final long LEAVE_POLL = 50;
    private static final long SAVE_SECONDS = 5;

    private final ClusterOptions options;
    private final ClusterListener listener;
    private final Counters counters = new Counters();
    private final Wire wire;
    private final PacketEncoder packetEncoder;
    private final PacketDecoder packetDecoder;
    private final StreamEncoder streamEncoder;
    private final StreamLimits streamLimits;
    private final StreamBudget budget = new StreamBudget(STREAM_MEMORY);
    private final EventPump pump;
    private final Map<String, Node> members = new ConcurrentHashMap<>();
    private final Transport transport;
    private final Address self;
    private final Swim swim;
    private final @Nullable PeerStore store;
    private volatile Supplier<Bytes> userState = () -> Bytes.EMPTY;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Future<?> wake;
    private long wakeAt = Timers.NEVER;

    private Cluster(ClusterOptions options, ClusterListener listener) {
        this.options = options;
        this.listener = listener;
        this.wire = new Wire(new Label(options.label()), options.keyring(), options.compress(), new SecureRandom());
        this.packetEncoder = new PacketEncoder(wire);
        this.packetDecoder = new PacketDecoder(wire, counters);
        this.streamEncoder = new StreamEncoder(wire);
        this.streamLimits = new StreamLimits(
                Limits.STREAM, Limits.STREAM_INFLATED, Math.min(Limits.NODES, 4 * options.maxMembers()));
        this.store = options.peersFile() == null ? null : new PeerStore(options.peersFile());
        this.pump = new EventPump(options.name(), QUEUE, counters, this::overflowed);
        var receiver = new Receiving();
        this.transport = new Transport(options.name(), options.bind(), receiver, counters);
        try {
            this.self = advertised(options, transport.port());
            var config = new SwimConfig(
                    options.name(),
                    self,
                    options.meta(),
                    options.timing(),
                    options.packetSize() - wire.overhead(),
                    options.maxMembers());
            var random = java.util.random.RandomGenerator.getDefault();
            this.swim = new Swim(config, random, new Sending(), counters, now());
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
        members.put(options.name(), new Node(options.name(), self, options.meta(), 1, NodeStatus.ALIVE));
        receiver.ready = true;
    }

    /** Listens and begins to take part; throws {@link ClusterException} that says what to do if that is not possible. */
    public static Cluster start(ClusterOptions options, ClusterListener listener) {
        Cluster cluster = bind(options, listener);
        cluster.begin();
        return cluster;
    }

    /** Listens, but is silent until {@link #begin}: for what must be complete before the listener is called. */
    static Cluster bind(ClusterOptions options, ClusterListener listener) {
        try {
            return new Cluster(options, listener);
        } catch (IllegalArgumentException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
    }

    void begin() {
        pump.start();
        List<Address> anchors = new ArrayList<>();
        options.anchors().forEach(anchor -> anchors.addAll(resolveOrWarn(anchor)));
        transport.loop().execute(() -> {
            if (store != null) {
                store.load().forEach(peer -> swim.remember(peer.name(), peer.address()));
                Ignored.future(transport
                        .loop()
                        .scheduleAtFixedRate(this::savePeers, SAVE_SECONDS, SAVE_SECONDS, TimeUnit.SECONDS));
            }
            anchors.forEach(anchor -> swim.join(anchor, true));
            reschedule();
        });
    }

    private static Address advertised(ClusterOptions options, int port) {
        InetSocketAddress given = options.advertise();
        InetSocketAddress chosen = given == null ? options.bind() : given;
        if (chosen.isUnresolved()) {
            throw new ClusterException("advertise address '%s' is unknown: give an address that others can reach"
                    .formatted(chosen.getHostString()));
        }
        Address address = Address.of(chosen);
        if (address.unspecified()) {
            throw new ClusterException(
                    "bound to all addresses, so others cannot know which to use: give an advertise address");
        }
        return address.port() == 0 || given == null ? address.withPort(port) : address;
    }

    /** The protocol's clock: milliseconds that never go back. */
    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** The name of this node. */
    public String name() {
        return options.name();
    }

    /** The address that others use for this node. */
    public Address address() {
        return self;
    }

    /** All known nodes with this one, as they are now; the dead stay for a while. */
    public Collection<Node> members() {
        return List.copyOf(members.values());
    }

    /** The nodes that are alive or only suspected. */
    public List<Node> living() {
        return members.values().stream().filter(node -> !node.status().gone()).toList();
    }

    /** What happened since the start, by name: packets, bytes, streams, and what was refused and why. */
    public Map<String, Long> counters() {
        return counters.snapshot();
    }

    /**
     * Exchanges the state with nodes at {@code host:port}. Done with the number of nodes that answered when one did at
     * least; fails with a {@link ClusterException} when none did. The addresses are tried again for ever either way.
     */
    public CompletableFuture<Integer> join(List<String> hosts) {
        var addresses = new ArrayList<Address>();
        var failures = new ArrayList<String>();
        for (String host : hosts) {
            try {
                addresses.addAll(HostPort.resolve(host, ClusterOptions.PORT));
            } catch (ClusterException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        var joins = addresses.stream().map(this::joinOne).toList();
        return CompletableFuture.allOf(joins.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    joins.stream()
                            .map(CompletableFuture::join)
                            .filter(reason -> !reason.isEmpty())
                            .forEach(failures::add);
                    int joined = joins.size()
                            - (int) joins.stream()
                                    .filter(one -> !one.join().isEmpty())
                                    .count();
                    if (joined == 0 && !hosts.isEmpty()) {
                        throw new ClusterException(
                                "no node answered: " + String.join("; ", failures)
                                        + "; check that it runs, that its port is open for TCP and UDP, and that key and label agree");
                    }
                    return joined;
                });
    }

    /** Done with an empty text if it succeeded, else with what went wrong. */
    private CompletableFuture<String> joinOne(Address address) {
        var result = new CompletableFuture<String>();
        transport.loop().execute(() -> {
            swim.remember("", address);
            pushPull(address, true, failure -> result.complete(failure.isEmpty() ? "" : address + ": " + failure));
        });
        return result;
    }

    private static List<Address> resolveOrWarn(String host) {
        try {
            return HostPort.resolve(host, ClusterOptions.PORT);
        } catch (ClusterException e) {
            LOG.warn("{}", e.getMessage());
            return List.of();
        }
    }

    /** Tells other meta data from now on; throws {@link ClusterException} above 512 bytes. */
    public void meta(Bytes meta) {
        if (meta.length() > Limits.META) {
            throw new ClusterException("the meta data has %d bytes, at most 512 are possible: use the replicated map"
                    .formatted(meta.length()));
        }
        onLoop(() -> {
            swim.meta(meta, now());
            members.computeIfPresent(
                    name(),
                    (name, node) -> new Node(name, node.address(), meta, node.incarnation() + 1, node.status()));
        });
    }

    /** The bytes that other nodes get with each push/pull from now on; at most 20 MiB. */
    public void userState(Bytes state) {
        if (state.length() > Limits.STREAM / 2) {
            throw new ClusterException("a user state of %d bytes is too large".formatted(state.length()));
        }
        userState = () -> state;
    }

    /** Asked for the user state on the protocol's thread, so it must be quick. */
    void userState(Supplier<Bytes> source) {
        userState = source;
    }

    /**
     * Sends bytes with the next packets to a few nodes; newer bytes of the same subject replace older ones. Receivers do
     * not pass them on. Throws {@link ClusterException} if they do not fit into a packet.
     */
    public void broadcast(String subject, Bytes data) {
        if (data.length() > swim.userSpace()) {
            throw new ClusterException("%d bytes do not fit into a packet, %d do: send them to a node instead"
                    .formatted(data.length(), swim.userSpace()));
        }
        onLoop(() -> swim.broadcast(subject, data));
    }

    /** The most that {@link #broadcast} takes, in bytes. */
    public int broadcastSpace() {
        return swim.userSpace();
    }

    /** Sends bytes to one node over a stream; done when they are sent, which does not mean that they were processed. */
    public CompletableFuture<Void> send(Node node, Bytes data) {
        var sent = new CompletableFuture<Void>();
        onLoop(() -> transport.open(
                node.address(),
                options.timing().streamTimeout(),
                new OutboundStream(
                        () -> streamEncoder.encode(new Message.User(data), true),
                        false,
                        new StreamDecoder(wire, true, streamLimits),
                        reply -> sent.complete(null),
                        reason -> sent.completeExceptionally(new ClusterException(reason)),
                        options.timing().streamTimeout())));
        return sent;
    }

    /** The keys that are in use now. */
    public Keyring keyring() {
        return wire.keyring();
    }

    /** Changes the keys by one of the steps of {@link Keyring}. */
    public void rekey(UnaryOperator<Keyring> step) {
        Keyring changed = step.apply(wire.keyring());
        if (changed.encrypts() != wire.encrypts()) {
            throw new ClusterException("encryption cannot be switched on or off while the node runs: restart it");
        }
        wire.keyring(changed);
    }

    /** Some living nodes other than this one, at random. */
    public List<Node> choose(int count) {
        var others = new ArrayList<>(living());
        others.removeIf(node -> node.name().equals(name()));
        java.util.Collections.shuffle(others);
        return List.copyOf(others.subList(0, Math.min(count, others.size())));
    }

    /** Says good-bye, waits until it is sent (at most 5 s), and stops. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        transport.loop().execute(() -> {
            swim.leave(now());
            reschedule();
        });
        awaitLeave();
        stop();
    }

    /** Stops without a word, as a crash would; others find out by themselves. */
    public void kill() {
        if (!closed.getAndSet(true)) {
            stop();
        }
    }

    private void stop() {
        onLoop(this::savePeers);
        transport.loop().submit(() -> {}).awaitUninterruptibly();
        transport.close();
        pump.close();
    }

    private void awaitLeave() {
        long deadline = now() + LEAVE_MILLIS;
        try {
            while (now() < deadline && !transport.loop().submit(swim::left).get()) {
                Thread.sleep(LEAVE_POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            LOG.warn("leaving failed", e);
        }
    }

    private void savePeers() {
        if (store != null) {
            PeerBook book = swim.peers();
            var peers = new ArrayList<PeerStore.Peer>();
            for (Address address : book.addresses()) {
                String known = book.nameAt(address);
                peers.add(new PeerStore.Peer(known == null ? "" : known, address));
            }
            pump.offer(() -> store.save(peers));
        }
    }

    private void onLoop(Runnable task) {
        transport.loop().execute(() -> {
            task.run();
            reschedule();
        });
    }

    /** Sees to it that the state machine is woken in time. */
    private void reschedule() {
        long next = swim.nextWake();
        if (next == wakeAt) {
            return;
        }
        if (wake != null) {
            wake.cancel(false);
        }
        wakeAt = next;
        wake = transport.loop().schedule(this::wake, Math.max(0, next - now()), TimeUnit.MILLISECONDS);
    }

    private void wake() {
        wakeAt = Timers.NEVER;
        swim.tick(now());
        reschedule();
    }

    private void overflowed() {
        Node me = members.get(name());
        if (me != null) {
            listener.changed(new MemberEvent(MemberEvent.Type.OVERFLOW, me));
        }
    }

    private void pushPull(Address to, boolean join, java.util.function.Consumer<String> onEnd) {
        transport.open(
                to,
                options.timing().streamTimeout(),
                new OutboundStream(
                        () -> streamEncoder.encode(new Message.PushPull(join, swim.state(), userState.get()), true),
                        true,
                        new StreamDecoder(wire, true, streamLimits),
                        reply -> onEnd.accept(pulled(to, join, reply)),
                        reason -> {
                            swim.pushPullFailed();
                            LOG.debug("push/pull with {} failed: {}", to, reason);
                            onEnd.accept(reason);
                        },
                        options.timing().streamTimeout()));
    }

    private String pulled(Address from, boolean join, Message reply) {
        if (!(reply instanceof Message.PushPull state)) {
            return "it answered with something else";
        }
        String refusal = swim.pushPullDone(from, state.nodes(), now());
        reschedule();
        if (refusal == null) {
            deliver(state, join);
        }
        return refusal == null ? "" : refusal;
    }

    private void deliver(Message.PushPull state, boolean join) {
        if (!state.userState().isEmpty()) {
            pump.offer(() -> listener.remoteState(state.userState(), join));
        }
    }

    /** From the network to the state machine. */
    private final class Receiving implements Transport.Receiver, InboundStream.Answering {
        private volatile boolean ready;

        @Override
        public void packet(byte[] bytes, int length, InetSocketAddress from) {
            if (!ready) {
                return;
            }
            try {
                List<Message> messages = packetDecoder.decode(bytes, length);
                Address sender = Address.of(from);
                long now = now();
                messages.forEach(message -> swim.received(message, sender, now));
                reschedule();
            } catch (WireException e) {
                counters.refused(e.reason());
                LOG.trace("refusing a packet from {}: {}", from, e.getMessage());
            }
        }

        @Override
        public InboundStream inbound() {
            return new InboundStream(
                    wire, streamLimits, budget, this, counters, options.timing().streamTimeout());
        }

        @Override
        public @Nullable Message answer(Message message, Address from) {
            return ready ? reply(message) : null;
        }

        private @Nullable Message reply(Message message) {
            return switch (message) {
                case Message.Ping ping when swim.answers(ping) -> new Message.Ack(ping.seq(), Bytes.EMPTY);
                case Message.User user -> {
                    pump.offer(() -> listener.message(user.data()));
                    yield null;
                }
                case Message.PushPull state -> merged(state);
                default -> null;
            };
        }

        /** Answers with the state before the merge, as memberlist does. */
        private Message merged(Message.PushPull state) {
            var reply = new Message.PushPull(state.join(), swim.state(), userState.get());
            String refusal = swim.merge(state.nodes(), now());
            reschedule();
            if (refusal == null) {
                deliver(state, state.join());
            } else {
                LOG.warn("refusing the state of another node: {}", refusal);
            }
            return reply;
        }
    }

    /** From the state machine to the network and the listener. */
    private final class Sending implements Outbox {
        @Override
        public void packet(Address to, List<Encoded> messages, boolean checksum) {
            var parts = messages.stream().map(encoded -> encoded.bytes().raw()).toList();
            transport.send(packetEncoder.encode(parts, checksum), to);
        }

        @Override
        public void pushPull(Address to, boolean join) {
            Cluster.this.pushPull(to, join, failure -> {});
        }

        @Override
        public void streamPing(Address to, Message.Ping ping, long deadline) {
            long timeout = Math.max(1, deadline - now());
            transport.open(
                    to,
                    timeout,
                    new OutboundStream(
                            () -> streamEncoder.encode(ping, true),
                            true,
                            new StreamDecoder(wire, true, streamLimits),
                            reply -> {
                                if (reply instanceof Message.Ack ack && ack.seq() == ping.seq()) {
                                    swim.streamAck(ping.seq());
                                }
                            },
                            reason -> {},
                            timeout));
        }

        @Override
        public void changed(MemberEvent event) {
            Node node = event.node();
            if (event.type() != MemberEvent.Type.CONFLICT) {
                members.put(node.name(), node);
                members.values()
                        .removeIf(
                                other -> other.status().gone() && !other.name().equals(node.name()));
            }
            pump.offer(() -> listener.changed(event));
        }

        @Override
        public void user(Bytes data) {
            pump.offer(() -> listener.message(data));
        }
    }
}
