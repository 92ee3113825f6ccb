package org.hepto.sml;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The whole protocol of one node as a state machine: events and the time come in, packets and notifications go out
 * through {@link Outbox}, and {@link #nextWake} says when {@link #tick} wants to be called. It has no thread, socket or
 * clock; the random source is a parameter. Times are milliseconds of any monotonic clock. For one thread.
 */
final class Swim {

    /** Missing peers that are tried in one go. */
    private static final int RECONNECTS = 3;

    /** How much more often an observer exchanges states than a member: it is waiting for something, and hears no packets. */
    private static final int OBSERVER_HASTE = 4;

    private final Timing timing;
    private final Timing.Millis millis;
    private final SwimConfig config;
    private final RandomGenerator random;
    private final Outbox out;
    private final Counters counters;
    private final Timers timers = new Timers();
    private final Awareness awareness;
    private final MemberTable table;
    private final Courier courier;
    private final Membership membership;
    private final Prober prober;
    private final PeerBook peers;
    private final Anchors anchors;

    Swim(SwimConfig config, RandomGenerator random, Outbox out, Counters counters, long now) {
        this.config = config;
        this.timing = config.timing();
        this.millis = timing.millis();
        this.random = random;
        this.out = new Learning(out);
        this.counters = counters;
        this.table = new MemberTable(random);
        this.courier = new Courier(this.out, config, table::size, counters);
        this.awareness = new Awareness(timing.awarenessMax());
        Pause.Maker pauses = new Pause.Maker(random, millis.reconnectMin(), millis.reconnectMax());
        this.peers = new PeerBook(pauses);
        this.anchors = new Anchors(pauses);
        this.membership = new Membership(config, table, courier, this.out, timers, awareness, counters, now);
        this.prober = new Prober(config, table, membership, courier, this.out, timers, awareness, counters);
        every(millis.reconnectMin(), now, this::reconnect);
        if (config.observer()) {
            every(millis.pushPullInterval() / OBSERVER_HASTE, now, _ -> observe());
        } else {
            every(millis.probeInterval(), now, prober::tick);
            every(millis.gossipInterval(), now, this::gossip);
            timers.at(now + random.nextLong(millis.pushPullInterval()), this::schedulePushPull);
        }
    }

    /** Repeats a task, the first time after a random part of the interval, so that nodes do not march in step. */
    private void every(long interval, long now, LongConsumer task) {
        repeat(now + random.nextLong(interval) + interval, interval, task);
    }

    private void repeat(long at, long interval, LongConsumer task) {
        timers.at(at, now -> {
            // first, so that a turn that fails is not the last; missed turns after a long pause are not made up for
            repeat(Math.max(at + interval, now - interval), interval, task);
            task.accept(now);
        });
    }

    /** When {@link #tick} has something to do, or {@link Timers#NEVER}. */
    long nextWake() {
        return timers.next();
    }

    /** Things that are held until they are due. */
    int waiting() {
        return timers.size();
    }

    /** Does what is due. */
    void tick(long now) {
        timers.run(now);
    }

    /** A message that came in a packet. */
    void received(Message message, Address from, long now) {
        if (config.observer()) {
            return; // it is not known to members; what comes is for an earlier life
        }
        switch (message) {
            case Message.Ping m -> prober.ping(m, from);
            case Message.IndirectPing m -> prober.relay(m, from, now);
            case Message.Ack m -> prober.ack(m, now);
            case Message.Nack m -> prober.nack(m);
            case Message.Suspect m -> membership.suspect(m, now);
            case Message.Alive m -> membership.alive(m, now);
            case Message.Dead m -> membership.dead(m, now);
            case Message.User m -> out.user(m.data(), from);
            case Message.PushPull _, Message.ErrorReply _ -> counters.refused(WireException.Reason.MALFORMED);
        }
    }

    /** Whether a ping that came over a stream is to be answered. */
    boolean answers(Message.Ping ping) {
        return !config.observer() && prober.forMe(ping);
    }

    /** A ping over a stream was answered. */
    void streamAck(long seq) {
        prober.streamAck(seq);
    }

    /** The node states for a push/pull: an observer has none to tell. */
    List<Message.NodeState> state() {
        return config.observer() ? List.of() : membership.state();
    }

    /**
     * Takes over a state that another node sent; returns why it is refused, or null. An observer takes the members from its
     * anchors alone.
     */
    @Nullable
    String merge(List<Message.NodeState> remote, long now) {
        return config.observer() ? null : membership.merge(remote, now);
    }

    /** A push/pull that this node began has brought the other's state; returns why it is refused, or null. */
    @Nullable
    String pushPullDone(Address with, List<Message.NodeState> remote, long now) {
        peers.reached(with, now);
        if (remote.isEmpty()) { // a member tells of itself at least
            anchors.failed(with, Contact.NO_MEMBER);
            return null;
        }
        String refusal = config.observer() ? observed(remote, now) : merge(remote, now);
        if (refusal == null) {
            anchors.answered(with);
        } else {
            anchors.failed(with, Contact.failed(refusal));
        }
        return refusal;
    }

    private @Nullable String observed(List<Message.NodeState> remote, long now) {
        membership.observe(remote, now);
        return null;
    }

    /** A push/pull that this node began has failed; the peer is tried again in time. */
    void pushPullFailed(Address with, Contact contact) {
        peers.failed(with);
        anchors.failed(with, contact);
        counters.count(Counters.Event.STREAMS_FAILED);
    }

    /** Joins by way of a {@code host:port} now, and looks for it for ever. */
    void join(String host, long now) {
        anchors.add(host, now);
        out.resolve(host);
    }

    /** Looks for a {@code host:port} for ever, where the first attempt is another's. */
    void anchor(String host, long now) {
        anchors.add(host, now);
    }

    /** A {@code host:port} was resolved by who makes the first attempt. */
    void found(String host, List<Address> addresses) {
        anchors.resolved(host, addresses);
    }

    /** A {@code host:port} could not be resolved. */
    void unresolved(String host, String reason) {
        anchors.unresolved(host, reason);
    }

    /** Returns what came of the newest attempt at each {@code host:port}; from any thread. */
    Map<String, Contact> contacts() {
        return anchors.contacts();
    }

    /** What {@link Outbox#resolve} asked for was found. */
    void resolved(String host, List<Address> addresses) {
        if (!membership.leaving()) {
            anchors.resolved(host, addresses);
            anchors.missing(host, this::present).forEach(address -> out.pushPull(address, !config.observer()));
        }
    }

    /** Knows a living node from the start, without telling anybody: for simulations of clusters that exist already. */
    void know(Message.Alive alive, long now) {
        membership.know(alive, now);
        if (!alive.node().equals(config.name())) {
            peers.learn(alive.node(), alive.address());
        }
    }

    /** Looks for a peer of an earlier life when its turn comes. */
    void remember(String name, Address address) {
        if (!name.isEmpty()) {
            peers.learn(name, address);
        }
    }

    /** Looks for a node no more, and drops it if it is gone; it is known again as soon as it is heard of. */
    void forget(String name) {
        peers.forget(name);
        table.forget(member -> member.gone() && member.name().equals(name) && !membership.isSelf(member));
    }

    /** Peers that are worth being kept over a restart. */
    PeerBook peers() {
        return peers;
    }

    /** Returns why this node cannot tell meta data, or null if it can. From any thread. */
    @Nullable
    String refusal(Bytes meta) {
        return config.refusal(meta);
    }

    /** Changes this node's meta data. */
    void meta(Bytes meta, long now) {
        membership.meta(meta, now);
    }

    /** Says good-bye to everybody. */
    void leave(long now) {
        membership.leave(now);
    }

    /** Whether the good-bye is on its way, or there is nobody to say it to. */
    boolean left() {
        boolean alone = config.observer()
                || table.all().stream().noneMatch(member -> !member.gone() && !membership.isSelf(member));
        return membership.leaving() && (alone || !courier.pending(config.name()));
    }

    /** Queues bytes of the application for all; newer bytes of the same subject replace older ones. */
    void broadcast(String subject, Bytes data) {
        if (config.observer()) {
            return; // its user state takes it to the anchors
        }
        courier.broadcastUser(subject, data);
    }

    /** Bytes of the application that fit into one packet. */
    int userSpace() {
        return courier.userSpace();
    }

    /** All nodes that are known. */
    List<Member> members() {
        return table.all();
    }

    /** Whether a node is remembered, alive or not. */
    boolean knows(String name) {
        return table.get(name) != null;
    }

    /** Returns how slow this node seems to be; 0 is healthy. From any thread. */
    int health() {
        return awareness.score();
    }

    /** Returns how long a member takes to answer; from any thread. */
    Optional<Duration> roundTrip(String name) {
        return prober.roundTrip(name);
    }

    /** Whether a member is or was at an IP address. */
    boolean hasHost(Bytes ip) {
        return peers.hasHost(ip);
    }

    /** Whether a living member, other than this node, is at an IP address. */
    boolean livesAt(Bytes ip) {
        return table.all().stream()
                .anyMatch(member -> !member.gone()
                        && !membership.isSelf(member)
                        && member.address().ip().equals(ip));
    }

    /** Living members other than this one, at random. */
    List<Member> choose(int count) {
        return table.choose(count, member -> member.alive() && !membership.isSelf(member));
    }

    private void gossip(long now) {
        if (!courier.hasNews()) {
            return;
        }
        List<Member> receivers = table.choose(timing.gossipNodes(), member -> hears(member, now));
        for (Member receiver : receivers) {
            if (!courier.gossip(receiver)) {
                return;
            }
        }
    }

    private boolean hears(Member member, long now) {
        return switch (member.status()) {
            case ALIVE, SUSPECT -> !membership.isSelf(member);
            case DEAD -> now - member.changed() <= millis.gossipToTheDead();
            case LEFT -> false;
        };
    }

    private void schedulePushPull(long now) {
        long pause = ClusterMath.pushPullInterval(millis.pushPullInterval(), table.size());
        timers.at(now + pause, later -> {
            schedulePushPull(later);
            choose(1).forEach(member -> out.pushPull(member.address(), false));
        });
    }

    private void reconnect(long now) {
        if (membership.leaving()) {
            return;
        }
        anchors.due(now, this::present).forEach(out::resolve);
        if (config.observer()) {
            return;
        }
        peers.due(RECONNECTS, now, address -> present(address) || anchors.has(address))
                .forEach(address -> out.pushPull(address, true));
    }

    /** Asks one of the anchors again. */
    private void observe() {
        String host = anchors.next();
        if (!host.isEmpty() && !membership.leaving()) {
            out.resolve(host);
        }
    }

    /** Whether a living member, or this node, is at an address; for an observer, which cannot know, there is none. */
    private boolean present(Address address) {
        if (config.observer()) {
            return false;
        }
        Member expected = table.get(peers.nameAt(address));
        return (expected != null && living(expected, address))
                || table.all().stream().anyMatch(member -> living(member, address));
    }

    private static boolean living(Member member, Address address) {
        return !member.gone() && member.address().equals(address);
    }

    /** Keeps the book of peers up to date while events pass by. */
    private final class Learning implements Outbox {
        private final Outbox next;

        Learning(Outbox next) {
            this.next = next;
        }

        @Override
        public void packet(Address to, List<Encoded> messages, boolean checksum) {
            next.packet(to, messages, checksum);
        }

        @Override
        public void pushPull(Address to, boolean join) {
            next.pushPull(to, join);
        }

        @Override
        public void resolve(String host) {
            next.resolve(host);
        }

        @Override
        public void streamPing(Address to, Message.Ping ping, long deadline) {
            next.streamPing(to, ping, deadline);
        }

        @Override
        public void changed(MemberEvent event) {
            Node node = event.node();
            switch (event.type()) {
                case JOIN, UPDATE -> peers.learn(node.name(), node.address());
                case LEAVE -> {
                    peers.forget(node.address());
                    lost(node);
                }
                case FAILED -> lost(node);
                case SUSPECT, CONFLICT, OVERFLOW -> {}
            }
            next.changed(event);
        }

        private void lost(Node node) {
            anchors.lost();
            prober.gone(node.name());
        }

        @Override
        public void user(Bytes data, Address from) {
            next.user(data, from);
        }
    }
}
