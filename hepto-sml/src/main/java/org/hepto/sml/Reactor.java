package org.hepto.sml;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one state machine on the network: what comes from the sockets goes in, what comes out goes to the sockets and to
 * {@link Above}, and it is woken in time. All but the constructor, {@link #onLoop} and {@link #close} happen on the
 * transport's thread.
 */
final class Reactor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reactor.class);
    private static final int BYTES_PER_NODE = 160;
    /** Sources whose refused states are told of in a minute: whoever has the key could fill the log. */
    private static final int REFUSALS = 16;

    private static final String CLOSED = "this node is closed: start another one";

    /** Runs what may block, and what waits for a future, apart from the protocol's thread. */
    static final Executor APART =
            task -> Ignored.thread(Thread.ofVirtual().name("sml-apart").start(task));

    /** What is built on top. Called on the protocol's thread: nothing of it may block. */
    interface Above {
        /** The membership changed. */
        void changed(MemberEvent event);

        /** Another node sent bytes. */
        void message(Bytes data, Address from);

        /** Another node's user state came; if this node has asked for it, from where it can be asked again. */
        void remoteState(Bytes state, Address from, boolean join, boolean asked);

        /** Something spoke to this node that is not of its cluster; told once a minute at most for each source. */
        void stranger(InetAddress from, StrangerKind kind);

        /** This node's user state. Called on a lane: it may take its time. */
        Bytes userState();

        /** This node's user state in answer to another's. Called on a lane. */
        Bytes answer(Bytes theirs);

        /** About the most bytes that an answer has more than the user state. */
        int answerBytes();
    }

    private final Timing timing;
    private final Above above;
    private final Counters counters;
    private final StrangerNews strangers = new StrangerNews();
    private final Seldom<Bytes> refusals = new Seldom<>(REFUSALS, StrangerNews.INTERVAL);
    private final Wire wire;
    private final PacketEncoder packetEncoder;
    private final PacketDecoder packetDecoder;
    private final StreamParts streams;
    private final Transport transport;
    private final Dialler dialler;
    private final Address self;
    private final Swim swim;
    private volatile int userStateBytes;
    private @Nullable Future<?> wake;
    private long wakeAt = Timers.NEVER;
    private volatile boolean closed;

    /** Binds; throws {@link ClusterException} or {@link IllegalArgumentException} that says what to do. */
    Reactor(ClusterOptions options, Above above, Counters counters) {
        this.timing = options.timing();
        this.above = above;
        this.counters = counters;
        this.wire = new Wire(new Label(options.label()), options.keyring(), options.compress(), new SecureRandom());
        this.packetEncoder = new PacketEncoder(wire);
        this.packetDecoder = new PacketDecoder(wire, counters);
        MemoryPlan plan = MemoryPlan.of(options.heap());
        this.streams = new StreamParts(options.name(), wire, plan, this::livesAt);
        Receiving receiving = new Receiving();
        this.transport = new Transport(options.name(), options.bind(), receiving, counters);
        this.dialler = new Dialler(transport, streams, plan.sending());
        try {
            this.self = advertised(options, transport.port());
            SwimConfig config = new SwimConfig(
                    options.name(),
                    self,
                    options.meta(),
                    timing,
                    options.packetSize() - wire.overhead(),
                    plan.nodes(),
                    options.observer(),
                    options.aliveFilter());
            this.swim = new Swim(config, RandomGenerator.getDefault(), new Sending(), counters, now());
        } catch (RuntimeException e) {
            transport.close();
            streams.close();
            throw e;
        }
        receiving.ready = true;
    }

    private static Address advertised(ClusterOptions options, int port) {
        InetSocketAddress given = options.advertise();
        InetSocketAddress chosen = given == null ? options.bind() : given;
        if (chosen.isUnresolved()) {
            throw new ClusterException("advertise address '%s' is unknown: give an address that others can reach"
                    .formatted(chosen.getHostString()));
        }
        Address address = Address.of(chosen);
        if (address.unspecified() && !options.observer()) { // nobody calls an observer
            throw new ClusterException(
                    "%s stands for all addresses, so others cannot know which to use: give an advertise address"
                            .formatted(address));
        }
        return address.port() == 0 || given == null ? address.withPort(port) : address;
    }

    private boolean livesAt(Bytes ip) {
        return swim.livesAt(ip);
    }

    /** The protocol's clock: milliseconds that never go back. */
    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    Address self() {
        return self;
    }

    Wire wire() {
        return wire;
    }

    Swim swim() {
        return swim;
    }

    Transport transport() {
        return transport;
    }

    /** Does something on the protocol's thread, soon; throws {@link ClusterException} when it has ended. From any thread. */
    void onLoop(Runnable task) {
        if (closed) {
            throw new ClusterException(CLOSED);
        }
        try {
            transport.loop().execute(() -> andReschedule(task));
        } catch (RejectedExecutionException e) {
            throw new ClusterException(CLOSED, e);
        }
    }

    /** Even after a failure: a timer that is not set again would stop the node. */
    private void andReschedule(Runnable task) {
        try {
            task.run();
        } finally {
            reschedule();
        }
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
        andReschedule(() -> swim.tick(now()));
    }

    /** Exchanges states with a node; the end is told, whatever it is. */
    void pushPull(Address to, boolean join, Consumer<Contact> onEnd) {
        dialler.ask(
                to,
                timing.millis().streamTimeout(),
                () -> state(join, 0, above::userState),
                reply -> onEnd.accept(pulled(to, join, reply)),
                reason -> {
                    swim.pushPullFailed(to, reason);
                    LOG.debug("push/pull with {} failed: {}", to, reason.text());
                    onEnd.accept(reason);
                });
    }

    /** All that is known here, as it is now; the user state is added on a lane. */
    private InboundStream.Reply state(boolean join, int more, Supplier<Bytes> userState) {
        List<Message.NodeState> nodes = swim.state();
        long estimate = (long) BYTES_PER_NODE * nodes.size() + userStateBytes + more + Lanes.HEADROOM;
        return new InboundStream.Reply(estimate, () -> {
            Bytes user = userState.get();
            userStateBytes = Math.max(0, user.length() - more);
            return new Message.PushPull(join, nodes, user);
        });
    }

    /** Finds the addresses of a host on a thread of its own, for the system's resolver blocks. From any thread. */
    static CompletableFuture<List<Address>> resolve(String host) {
        return CompletableFuture.supplyAsync(() -> HostPort.resolve(host), APART);
    }

    private Contact pulled(Address from, boolean join, Message reply) {
        if (!(reply instanceof Message.PushPull state)) {
            Contact other = Contact.failed("it answered with something else");
            swim.pushPullFailed(from, other);
            return other;
        }
        String refusal = swim.pushPullDone(from, state.nodes(), now());
        reschedule();
        if (refusal == null) {
            above.remoteState(state.userState(), from, join, true);
        }
        return refusal == null ? Contact.ANSWERED : Contact.failed(refusal);
    }

    /** What a future that failed says to people. */
    static String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return String.valueOf((cause == null ? failure : cause).getMessage());
    }

    /** Sends bytes to a node over a stream. */
    void send(Address to, Bytes data, Runnable onSent, Consumer<String> onFailure) {
        dialler.tell(to, timing.millis().streamTimeout(), data, onSent, onFailure);
    }

    @Override
    public void close() {
        closed = true;
        transport.close();
        streams.close();
    }

    /** Tells whether a stranger at an IP address is to be told of. */
    @FunctionalInterface
    private interface News {
        boolean take(Bytes ip, long now);
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
                Address sender = Address.of(from);
                if (length > Limits.STRANGER_PACKET && !swim.hasHost(sender.ip())) {
                    throw WireException.oversized("packet of a stranger", length, Limits.STRANGER_PACKET);
                }
                List<Message> messages = packetDecoder.decode(bytes, length);
                long now = now();
                andReschedule(() -> messages.forEach(message -> swim.received(message, sender, now)));
            } catch (WireException e) {
                counters.refused(e.reason());
                LOG.trace("refusing a packet from {}: {}", from, e.getMessage());
                stranger(e, from, strangers::packet);
            }
        }

        @Override
        public boolean neighbour(Bytes ip) {
            return ready && swim.hasHost(ip);
        }

        @Override
        public InboundStream inbound(Admission.Place place) {
            return new InboundStream(
                    place, streams, this, counters, timing.millis().streamTimeout());
        }

        @Override
        public InboundStream.@Nullable Reply answer(Message message, Address from) {
            return ready ? reply(message, from) : null;
        }

        @Override
        public void refused(WireException refusal, InetSocketAddress from) {
            stranger(refusal, from, strangers::stream);
        }

        /** On a path that a stranger chooses: it is told seldom, and never with what the stranger has sent. */
        private void stranger(WireException refusal, InetSocketAddress from, News news) {
            StrangerKind.of(refusal.reason()).ifPresent(kind -> {
                if (news.take(Address.of(from).ip(), now())) {
                    above.stranger(from.getAddress(), kind);
                }
            });
        }

        private InboundStream.@Nullable Reply reply(Message message, Address from) {
            return switch (message) {
                case Message.Ping ping
                when swim.answers(ping) -> InboundStream.Reply.of(new Message.Ack(ping.seq(), Bytes.EMPTY));
                case Message.User user -> {
                    above.message(user.data(), from);
                    yield null;
                }
                case Message.PushPull state -> merged(state, from);
                default -> null;
            };
        }

        /** Answers with the state before the merge, as memberlist does. */
        private InboundStream.Reply merged(Message.PushPull state, Address from) {
            InboundStream.Reply reply = state(state.join(), above.answerBytes(), () -> above.answer(state.userState()));
            String refusal = swim.merge(state.nodes(), now());
            reschedule();
            if (refusal == null) {
                above.remoteState(state.userState(), from, state.join(), false);
            } else if (refusals.take(Admission.source(from.ip()), now())) {
                LOG.warn("refusing the state of another node: {}", refusal);
            }
            return reply;
        }
    }

    /** From the state machine to the network and to what is above. */
    private final class Sending implements Outbox {
        @Override
        public void packet(Address to, List<Encoded> messages, boolean checksum) {
            List<byte[]> parts =
                    messages.stream().map(encoded -> encoded.bytes().raw()).toList();
            transport.send(packetEncoder.encode(parts, checksum), to);
        }

        @Override
        public void pushPull(Address to, boolean join) {
            Reactor.this.pushPull(to, join, failure -> {});
        }

        @Override
        public void resolve(String host) {
            Ignored.future(Reactor.resolve(host)
                    .thenAccept(addresses -> resolved(host, addresses))
                    .exceptionally(failure -> {
                        LOG.warn("anchor {}: {}", host, reason(failure));
                        unresolved(host, reason(failure));
                        return null;
                    }));
        }

        private void unresolved(String host, String reason) {
            if (!closed) {
                onLoop(() -> swim.unresolved(host, reason));
            }
        }

        private void resolved(String host, List<Address> addresses) {
            if (!closed) {
                onLoop(() -> swim.resolved(host, addresses));
            }
        }

        @Override
        public void streamPing(Address to, Message.Ping ping, long deadline) {
            dialler.ask(
                    to,
                    Math.max(1, deadline - now()),
                    () -> InboundStream.Reply.of(ping),
                    reply -> {
                        if (reply instanceof Message.Ack ack && ack.seq() == ping.seq()) {
                            swim.streamAck(ping.seq());
                        }
                    },
                    reason -> LOG.debug("ping of {} over a stream failed: {}", to, reason.text()));
        }

        @Override
        public void changed(MemberEvent event) {
            above.changed(event);
        }

        @Override
        public void user(Bytes data, Address from) {
            above.message(data, from);
        }
    }
}
