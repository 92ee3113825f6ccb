package org.hepto.sml;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of a cluster, on the network. All methods may be called from any thread; none of them blocks but
 * {@link #start} and {@link #close}. Futures are completed by threads of their own, never by the protocol's. After {@link #close} or {@link #kill} those that
 * need the network throw {@link ClusterException}.
 */
public final class Cluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final long LEAVE_MILLIS = 5000;
    private static final long LEAVE_POLL = 50;
    private static final long SAVE_SECONDS = 5;

    private final ClusterOptions options;
    private final ClusterListener listener;
    private final Counters counters = new Counters();
    private final Guard guard = new Guard();
    private final MemoryPlan plan;
    private final EventPump changes;
    private final EventPump data;
    private final EventPump files;
    private final Map<String, Node> members = new ConcurrentHashMap<>();
    private final Reactor reactor;
    private final @Nullable PeerStore store;
    private final @Nullable KeyringFile keys;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Application application = new Application();
    private volatile Delegate delegate = application;
    private volatile @Nullable Claim twin;

    private Cluster(ClusterOptions options, ClusterListener listener) {
        this.options = options;
        this.listener = listener;
        this.store = options.peersFile() == null ? null : new PeerStore(options.peersFile());
        this.plan = MemoryPlan.of(options.heap());
        // verifying what comes takes long, and writing files may: each has a queue and a thread of its own
        this.changes = new EventPump(virtual("changes"), 0, counters, this::overflowed);
        this.data = new EventPump(
                Thread.ofPlatform().daemon().name("sml-data-" + options.name()),
                plan.events(),
                counters,
                this::dataMissing);
        this.files = new EventPump(virtual("files"), 0, counters, () -> {});
        this.keys = options.keyringFile() == null ? null : new KeyringFile(options.keyringFile());
        this.reactor = new Reactor(options.withKeyring(kept(options.keyring())), new Below(), counters);
        if (!options.observer()) {
            members.put(options.name(), self());
        }
    }

    private Thread.Builder virtual(String queue) {
        return Thread.ofVirtual().name("sml-" + queue + "-" + options.name());
    }

    private Node self() {
        return new Node(options.name(), address(), options.meta(), 1, NodeStateType.ALIVE);
    }

    /** Listens and begins to take part; throws {@link ClusterException} that says what to do if that is not possible. */
    public static Cluster start(ClusterOptions options, ClusterListener listener) {
        Cluster cluster = bind(options, listener);
        cluster.begin();
        return cluster;
    }

    /** Listens, but tells the listener nothing until {@link #begin}: for listeners that need the cluster themselves. */
    static Cluster bind(ClusterOptions options, ClusterListener listener) {
        try {
            return new Cluster(options, listener);
        } catch (IllegalArgumentException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
    }

    void begin() {
        changes.start();
        data.start();
        files.start();
        PeerStore peers = store;
        List<PeerStore.Peer> known = peers == null ? List.of() : peers.load();
        reactor.onLoop(() -> {
            known.forEach(peer -> reactor.swim().remember(peer.name(), peer.address()));
            options.anchors().forEach(anchor -> reactor.swim().join(anchor, Reactor.now()));
            if (peers != null) {
                Ignored.future(reactor.transport()
                        .loop()
                        .scheduleAtFixedRate(() -> savePeers(peers), SAVE_SECONDS, SAVE_SECONDS, TimeUnit.SECONDS));
            }
        });
    }

    /** The name of this node. */
    public String name() {
        return options.name();
    }

    /** The address that others use for this node. */
    public Address address() {
        return reactor.self();
    }

    /** All known nodes, as they are now, with this one if it is a member; the dead stay for a while. */
    public Collection<Node> members() {
        return List.copyOf(members.values());
    }

    /** The nodes that are alive or only suspected. */
    public List<Node> living() {
        return members.values().stream().filter(node -> !node.status().gone()).toList();
    }

    /** Where another node is heard of that has this node's name, if there is one: one of the two needs another name. */
    public Optional<Address> twin() {
        return Optional.ofNullable(twin)
                .filter(claim -> claim.stands(Reactor.now(), options.timing(), members.size()))
                .map(Claim::by);
    }

    /** Some living nodes other than this one, at random. */
    public List<Node> choose(int count) {
        List<Node> others = new ArrayList<>(living());
        others.removeIf(node -> node.name().equals(name()));
        Collections.shuffle(others);
        return List.copyOf(others.subList(0, Math.min(count, others.size())));
    }

    /**
     * Returns how slow this node itself seems to be, as memberlist's {@code GetHealthScore}: 0 is healthy. It rises with
     * each suspicion of this node and with each probe that its relays do not answer either, and stretches its probes.
     */
    public int health() {
        return reactor.swim().health();
    }

    /**
     * Returns how long a member took to answer this node's probes: a moving average of the times from ping to ack, in which
     * the newest counts a quarter. Empty for this node, for an observer, and until the member has answered. Answers that
     * came late or may have come through others do not count, and what is known of a member goes with it.
     */
    public Optional<Duration> roundTrip(String member) {
        return reactor.swim().roundTrip(member);
    }

    /** What happened since the start, by name: packets, bytes, streams, and what was refused and why. */
    public Map<String, Long> counters() {
        return counters.snapshot();
    }

    /**
     * Exchanges the state with nodes at {@code host:port}. Done with the number of nodes that answered when one did at
     * least; fails with a {@link ClusterException} when none did. The hosts are resolved and tried again for ever either
     * way, as anchors are.
     */
    public CompletableFuture<Integer> join(List<String> hosts) {
        return new JoinAttempt(reactor, hosts).result();
    }

    /**
     * Forgets a node that will not come back: its address is no longer tried, nor kept in the file of peers, and if it is
     * dead or has left it is no longer among the members. No event tells of it. A living member stays. The node is known
     * again as soon as it, or another node, tells that it is alive; an anchor is tried all the same.
     */
    public void forget(String node) {
        reactor.onLoop(() -> {
            reactor.swim().forget(node);
            members.computeIfPresent(node, (name, known) -> reactor.swim().knows(name) ? known : null);
            PeerStore peers = store;
            if (peers != null) {
                savePeers(peers);
            }
        });
    }

    /**
     * Tells other meta data from now on; throws {@link ClusterException} above 512 bytes, and if it does not fit into a
     * packet beside the name.
     */
    public void meta(Bytes meta) {
        String refusal = reactor.swim().refusal(meta);
        if (refusal != null) {
            throw new ClusterException(refusal);
        }
        reactor.onLoop(() -> {
            reactor.swim().meta(meta, Reactor.now());
            members.computeIfPresent(
                    name(),
                    (name, node) -> new Node(name, node.address(), meta, node.incarnation() + 1, node.status()));
        });
    }

    /**
     * Sets the bytes that other nodes get with each push/pull from now on; at most 3 of 64 parts of the heap, or 10 MiB. With
     * a {@link ReplicatedMap} on this node its digest goes there instead.
     */
    public void userState(Bytes state) {
        if (state.length() > plan.stream() / 2) {
            throw new ClusterException("a user state of %d bytes is too large, %d are possible with this heap"
                    .formatted(state.length(), plan.stream() / 2));
        }
        application.state = state;
    }

    /** Exchanges the bytes of a delegate in place of the user state from now on. */
    void attach(Delegate other) {
        delegate = other;
    }

    /** Exchanges the user state again. */
    void detach() {
        delegate = application;
    }

    private Delegate delegate(Bytes data) {
        Delegate current = delegate;
        return current.recognizes(data) ? current : application;
    }

    /** Exchanges the state with a node once more. */
    void exchange(Address with) {
        reactor.onLoop(() -> reactor.pushPull(with, false, contact -> {}));
    }

    /**
     * Exchanges the state once with a node at {@code host:port}, which is not remembered: for one that cannot be reached at
     * the address that it advertises. Of a host's addresses one after the other is tried until one answers. Done when the
     * other's state has come; fails with a {@link ClusterException} of one line that says why it has not. Either side may be
     * an observer.
     */
    public CompletableFuture<Void> exchange(String hostPort) {
        return Reactor.resolve(hostPort).thenCompose(addresses -> exchange(addresses, 0));
    }

    private CompletableFuture<Void> exchange(List<Address> addresses, int index) {
        CompletableFuture<Contact> end = new CompletableFuture<>();
        Address address = addresses.get(index);
        reactor.onLoop(() -> reactor.pushPull(
                address, false, contact -> Ignored.future(end.completeAsync(() -> contact, Reactor.APART))));
        return end.thenCompose(contact -> {
            if (contact.answered()) {
                return CompletableFuture.completedFuture(null);
            }
            return index + 1 < addresses.size()
                    ? exchange(addresses, index + 1)
                    : CompletableFuture.failedFuture(new ClusterException(address + ": " + contact.text()));
        });
    }

    /** Returns what came of the newest attempt at each anchor, as it was named, in the order of the options. */
    public Map<String, Contact> anchors() {
        return reactor.swim().contacts();
    }

    /** Tells whether this node is no member. */
    boolean observes() {
        return options.observer();
    }

    /** Returns the bounds of buffers. */
    MemoryPlan plan() {
        return plan;
    }

    /**
     * Sends bytes with the next packets to a few nodes; newer bytes of the same subject replace older ones. Receivers do
     * not pass them on. Throws {@link ClusterException} if they do not fit into a packet.
     */
    public void broadcast(String subject, Bytes data) {
        if (data.length() > broadcastSpace()) {
            throw new ClusterException("%d bytes do not fit into a packet, %d do: send them to a node instead"
                    .formatted(data.length(), broadcastSpace()));
        }
        reactor.onLoop(() -> reactor.swim().broadcast(subject, data));
    }

    /** The most that {@link #broadcast} takes, in bytes. */
    public int broadcastSpace() {
        return reactor.swim().userSpace();
    }

    /**
     * Sends bytes to one node over a stream; done when they are sent, which does not mean that they were processed. Waits
     * while too much is being sent, and fails with a {@link ClusterException} when that lasts.
     */
    public CompletableFuture<Void> send(Node node, Bytes data) {
        return send(node.address(), data);
    }

    CompletableFuture<Void> send(Address to, Bytes data) {
        if (data.length() > plan.stream() - Lanes.HEADROOM) {
            return CompletableFuture.failedFuture(
                    new ClusterException("%d bytes are too much for one message, %d are possible with this heap"
                            .formatted(data.length(), plan.stream() - Lanes.HEADROOM)));
        }
        CompletableFuture<Void> sent = new CompletableFuture<>();
        reactor.onLoop(() -> reactor.send(
                to,
                data,
                () -> Reactor.APART.execute(() -> sent.complete(null)),
                reason -> Reactor.APART.execute(() -> sent.completeExceptionally(new ClusterException(reason)))));
        return sent;
    }

    /** The keys that are in use now. */
    public Keyring keyring() {
        return reactor.wire().keyring();
    }

    private Keyring kept(Keyring given) {
        KeyringFile file = keys;
        if (file == null) {
            return given;
        }
        Keyring ring = file.loadOr(given);
        file.save(ring);
        return ring;
    }

    /** Changes the keys by one of the steps of {@link Keyring}; with a keyring file it holds over a restart. */
    public synchronized void rekey(UnaryOperator<Keyring> step) {
        Keyring changed = step.apply(keyring());
        if (changed.encrypts() != keyring().encrypts()) {
            throw new ClusterException("encryption cannot be switched on or off while the node runs: restart it");
        }
        KeyringFile file = keys;
        if (file != null) {
            file.save(changed);
        }
        reactor.wire().keyring(changed);
    }

    /** Says good-bye, waits until it is sent (at most 5 s), and stops. */
    @Override
    public void close() {
        if (reactor.transport().loop().inEventLoop()) {
            Reactor.APART.execute(this::close); // it waits for this thread
        } else if (!closed.getAndSet(true)) {
            reactor.onLoop(() -> reactor.swim().leave(Reactor.now()));
            awaitLeave();
            stop();
        }
    }

    /** Stops without a word, as a crash would; others find out by themselves. */
    public void kill() {
        if (!closed.getAndSet(true)) {
            stop();
        }
    }

    private void stop() {
        PeerStore peers = store;
        if (peers != null) {
            Ignored.future(
                    reactor.transport().loop().submit(() -> savePeers(peers)).awaitUninterruptibly());
        }
        // what a listener does with its last events still needs the network
        changes.close();
        data.close();
        files.close();
        reactor.close();
    }

    private void awaitLeave() {
        long deadline = Reactor.now() + LEAVE_MILLIS;
        try {
            while (Reactor.now() < deadline
                    && !reactor.transport().loop().submit(reactor.swim()::left).get()) {
                Thread.sleep(LEAVE_POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.warn("leaving failed", e);
        }
    }

    private void savePeers(PeerStore peers) {
        PeerBook book = reactor.swim().peers();
        List<PeerStore.Peer> known = book.addresses().stream()
                .map(address -> new PeerStore.Peer(book.nameAt(address), address))
                .toList();
        boolean taken = files.offer(() -> peers.save(known));
        if (!taken) {
            LOG.warn("the known peers are not written: {} does not keep up", options.peersFile());
        }
    }

    private void overflowed() {
        Node me = members.getOrDefault(name(), self());
        guard.call(() -> listener.changed(new MemberEvent(MemberEvent.Type.OVERFLOW, me)));
    }

    /** On the thread of data, to the thread of changes. */
    private void dataMissing() {
        changes.offer(this::overflowed);
    }

    /** Takes what comes from below to the listener's thread. */
    private final class Below implements Reactor.Above {
        @Override
        public void changed(MemberEvent event) {
            Node node = event.node();
            if (event.type() == MemberEvent.Type.CONFLICT) {
                twin = node.name().equals(name()) ? new Claim(node.address(), Reactor.now()) : twin;
            } else {
                members.put(node.name(), node);
                members.values()
                        .removeIf(other ->
                                other.status().gone() && !reactor.swim().knows(other.name()));
            }
            changes.offer(() -> guard.call(() -> listener.changed(event)));
        }

        @Override
        public void stranger(InetAddress from, StrangerKind kind) {
            changes.offer(() -> guard.call(() -> listener.stranger(from, kind)));
        }

        @Override
        public void message(Bytes bytes, Address from) {
            Delegate one = delegate(bytes);
            data.offer(() -> one.message(bytes, from), bytes.length());
        }

        @Override
        public void remoteState(Bytes state, Address from, boolean join, boolean asked) {
            if (!state.isEmpty()) {
                Delegate one = delegate(state);
                data.offer(() -> one.remoteState(state, from, join, asked), state.length());
            }
        }

        @Override
        public Bytes userState() {
            return delegate.state();
        }

        @Override
        public Bytes answer(Bytes theirs) {
            return delegate.answer(theirs);
        }

        @Override
        public int answerBytes() {
            return delegate.answerBytes();
        }
    }

    /** Gives the application what is no other delegate's. */
    private final class Application implements Delegate {
        private volatile Bytes state = Bytes.EMPTY;

        @Override
        public boolean recognizes(Bytes any) {
            return true;
        }

        @Override
        public void message(Bytes bytes, Address from) {
            guard.call(() -> listener.message(bytes));
        }

        @Override
        public void remoteState(Bytes theirs, Address from, boolean join, boolean asked) {
            guard.call(() -> listener.remoteState(theirs, join));
        }

        @Override
        public Bytes state() {
            return state;
        }

        @Override
        public Bytes answer(Bytes theirs) {
            return state;
        }

        @Override
        public int answerBytes() {
            return 0;
        }
    }
}
