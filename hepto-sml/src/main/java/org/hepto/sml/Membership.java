package org.hepto.sml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hepto.sml.Message.Alive;
import org.hepto.sml.Message.Dead;
import org.hepto.sml.Message.NodeState;
import org.hepto.sml.Message.Suspect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is believed to be alive, suspect, dead or gone, and why: the rules of SWIM with suspicion. For one thread. */
final class Membership {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final SwimConfig config;
    private final Timing timing;
    private final MemberTable table;
    private final Courier courier;
    private final Outbox out;
    private final Timers timers;
    private final Awareness awareness;
    private final Counters counters;
    private final Member self;
    private boolean leaving;

    Membership(
            SwimConfig config,
            MemberTable table,
            Courier courier,
            Outbox out,
            Timers timers,
            Awareness awareness,
            Counters counters,
            long now) {
        this.config = config;
        this.timing = config.timing();
        this.table = table;
        this.courier = courier;
        this.out = out;
        this.timers = timers;
        this.awareness = awareness;
        this.counters = counters;
        Alive alive = new Alive(1, config.name(), config.address(), config.meta(), Vsn.OURS);
        this.self = new Member(alive, 1, NodeStateType.ALIVE, now);
        if (!config.observer()) {
            table.add(self);
            courier.broadcast(self.name(), alive);
        }
    }

    /** Knows a living node from the start, without telling anybody. */
    void know(Alive alive, long now) {
        if (table.get(alive.node()) == null) {
            table.add(new Member(alive, alive.incarnation(), NodeStateType.ALIVE, now));
        }
    }

    boolean isSelf(Member member) {
        return member == self;
    }

    boolean leaving() {
        return leaving;
    }

    /** Somebody says that a node is alive. */
    void alive(Alive message, long now) {
        Member member = table.get(message.node());
        Alive alive = normal(message, member == null ? 0 : member.incarnation());
        if (!plausible(alive)) {
            counters.refused(WireException.Reason.MALFORMED);
            return;
        }
        if (member == self) {
            aliveSelf(alive, now);
        } else if (member == null || !known(member, alive)) {
            consider(member, alive, now);
        }
    }

    private static boolean known(Member member, Alive alive) {
        return member.address().equals(alive.address()) && alive.incarnation() <= member.incarnation();
    }

    /** Takes what is new about another node, if it is admitted. */
    private void consider(@Nullable Member member, Alive alive, long now) {
        if (!admitted(alive)) {
            return;
        }
        if (member == null) {
            newcomer(alive, now);
        } else if (member.address().equals(alive.address()) || movable(member, now)) {
            accept(member, alive, now);
        } else {
            conflict(member, alive);
        }
    }

    private boolean admitted(Alive alive) {
        boolean admitted = filter(alive);
        if (!admitted) {
            counters.refused(WireException.Reason.NOT_ADMITTED);
        }
        return admitted;
    }

    private boolean filter(Alive alive) {
        long incarnation = alive.incarnation() & Incarnation.WIRE;
        try {
            return config.filter()
                    .admits(new Node(alive.node(), alive.address(), alive.meta(), incarnation, NodeStateType.ALIVE));
        } catch (RuntimeException | Error e) {
            LOG.warn("the alive filter failed, so node '{}' is refused", alive.node(), e);
            return false;
        }
    }

    private static boolean plausible(Alive alive) {
        return Vsn.plausible(alive.vsn())
                && alive.address().usable()
                && !alive.node().isEmpty();
    }

    /** Fills in what old versions leave out, so that what is passed on is complete, and extends the incarnation. */
    private Alive normal(Alive alive, long known) {
        long incarnation = Incarnation.extend(alive.incarnation(), known);
        Address address = alive.address();
        boolean whole = alive.vsn().length() == 6 && address.port() != 0 && incarnation == alive.incarnation();
        return whole
                ? alive
                : new Alive(
                        incarnation,
                        alive.node(),
                        address.port() != 0
                                ? address
                                : address.withPort(config.address().port()),
                        alive.meta(),
                        Bytes.wrap(Arrays.copyOf(alive.vsn().raw(), 6)));
    }

    /** Whether an accusation is about an earlier incarnation. This node objects also to numbers that Go takes for later. */
    private boolean outdated(Member accused, long incarnation) {
        boolean earlier = incarnation < accused.incarnation();
        return accused == self
                ? earlier && (incarnation & Incarnation.WIRE) < (accused.incarnation() & Incarnation.WIRE)
                : earlier;
    }

    private void aliveSelf(Alive alive, long now) {
        if (leaving) {
            return;
        }
        if (!alive.address().equals(self.address())) {
            if (admitted(alive)) {
                conflict(self, alive);
            }
            return;
        }
        boolean known = alive.incarnation() == self.incarnation()
                && alive.meta().equals(self.meta())
                && alive.vsn().equals(self.vsn());
        if (alive.incarnation() >= self.incarnation() && !known) {
            refute(alive.incarnation(), now);
        }
    }

    private void newcomer(Alive alive, long now) {
        if (!fits(alive)) {
            counters.refused(WireException.Reason.OVERSIZED);
            return;
        }
        Member member = new Member(alive, 0, NodeStateType.DEAD, now);
        table.add(member);
        accept(member, alive, now);
    }

    private boolean fits(Alive alive) {
        return table.size() < config.maxMembers() && Bytes.utf8(alive.node()).length() <= Limits.NAME_OF_OTHERS;
    }

    private boolean movable(Member member, long now) {
        long reclaim = timing.millis().reclaim();
        boolean reclaimable = reclaim > 0 && now - member.changed() > reclaim;
        return member.status() == NodeStateType.LEFT || (member.status() == NodeStateType.DEAD && reclaimable);
    }

    private void conflict(Member member, Alive other) {
        counters.count(Counters.Event.CONFLICTS);
        Node claimant = new Node(other.node(), other.address(), other.meta(), other.incarnation(), member.status());
        out.changed(new MemberEvent(MemberEvent.Type.CONFLICT, claimant));
    }

    private void accept(Member member, Alive alive, long now) {
        NodeStateType before = member.status();
        Bytes metaBefore = member.meta();
        member.suspicion(null);
        courier.broadcast(alive.node(), alive);
        member.heard(alive, now);
        if (before.gone()) {
            notify(MemberEvent.Type.JOIN, member);
        } else if (before == NodeStateType.SUSPECT || !metaBefore.equals(alive.meta())) {
            notify(MemberEvent.Type.UPDATE, member);
        }
    }

    /** Somebody does not hear a node. Accusers are remembered, so those with names that no member can have do not count. */
    void suspect(Suspect message, long now) {
        if (message.from().length() > Limits.NAME_OF_OTHERS) {
            counters.refused(WireException.Reason.OVERSIZED);
            return;
        }
        Member member = table.get(message.node());
        if (member == null) {
            return;
        }
        long incarnation = Incarnation.extend(message.incarnation(), member.incarnation());
        if (outdated(member, incarnation)) {
            return;
        }
        Suspicion running = member.suspicion();
        if (running != null) {
            if (running.confirm(message.from())) {
                courier.broadcast(member.name(), message);
                watch(member, running);
            }
        } else if (member.alive()) {
            if (member == self) {
                refute(incarnation, now);
            } else {
                begin(member, message, incarnation, now);
            }
        }
    }

    private void begin(Member member, Suspect message, long incarnation, long now) {
        courier.broadcast(member.name(), message);
        member.become(NodeStateType.SUSPECT, incarnation, now);
        int n = table.size();
        Suspicion suspicion = new Suspicion(
                message.from(),
                ClusterMath.confirmations(timing, n),
                ClusterMath.suspicionMin(timing, n),
                ClusterMath.suspicionMax(timing, n),
                now);
        member.suspicion(suspicion);
        watch(member, suspicion);
        notify(MemberEvent.Type.SUSPECT, member);
    }

    private void watch(Member member, Suspicion suspicion) {
        suspicion.watch(timers.at(suspicion.deadline(), now -> {
            if (member.suspicion() == suspicion && member.status() == NodeStateType.SUSPECT) {
                dead(new Dead(member.incarnation(), member.name(), self.name()), now);
            }
        }));
    }

    /** Somebody has given a node up, or it has left. */
    void dead(Dead message, long now) {
        Member member = table.get(message.node());
        if (member == null) {
            return;
        }
        long incarnation = Incarnation.extend(message.incarnation(), member.incarnation());
        if (outdated(member, incarnation)) {
            return;
        }
        member.suspicion(null);
        if (member.gone()) {
            return;
        }
        if (member == self && !leaving) {
            refute(incarnation, now);
            return;
        }
        courier.broadcast(member.name(), message);
        member.become(message.left() ? NodeStateType.LEFT : NodeStateType.DEAD, incarnation, now);
        notify(message.left() ? MemberEvent.Type.LEAVE : MemberEvent.Type.FAILED, member);
    }

    /** Objects to an accusation with a higher incarnation. */
    private void refute(long accused, long now) {
        awareness.apply(1);
        counters.count(Counters.Event.REFUTATIONS);
        raise(Incarnation.next(self.incarnation(), accused), self.meta(), now);
    }

    private void raise(long incarnation, Bytes meta, long now) {
        Alive alive = new Alive(incarnation, self.name(), self.address(), meta, Vsn.OURS);
        self.heard(alive, now);
        courier.broadcast(self.name(), alive);
    }

    /** Tells other meta data from now on. */
    void meta(Bytes meta, long now) {
        if (!leaving) {
            raise(Incarnation.next(self.incarnation(), 0), meta, now);
        }
    }

    /** Says good-bye: {@link Courier#pending} tells whether it still has to be sent. */
    void leave(long now) {
        leaving = true;
        if (config.observer()) {
            return;
        }
        dead(new Dead(self.incarnation(), self.name(), self.name()), now);
    }

    /** Everything that is known, for a push/pull. */
    List<NodeState> state() {
        List<NodeState> states = new ArrayList<>(table.size());
        table.all().forEach(member -> states.add(new NodeState(member.asAlive(), member.status())));
        return states;
    }

    /** Takes over what another node knows; returns why not, or null. */
    @Nullable
    String merge(List<NodeState> remote, long now) {
        String refusal = VersionCheck.refusal(remote, table.all());
        if (refusal != null) {
            counters.count(Counters.Event.MERGES_REFUSED);
            return refusal;
        }
        for (NodeState node : remote) {
            Alive alive = node.alive();
            switch (node.status()) {
                case ALIVE -> alive(alive, now);
                case LEFT -> dead(new Dead(alive.incarnation(), alive.node(), alive.node()), now);
                case SUSPECT, DEAD -> suspect(new Suspect(alive.incarnation(), alive.node(), self.name()), now);
            }
        }
        return null;
    }

    /** Takes over what a member knows as it is, for an observer, which can neither ask nor object. */
    void observe(List<NodeState> remote, long now) {
        Set<String> told = new HashSet<>();
        for (NodeState state : remote) {
            Alive alive = normal(state.alive(), 0);
            if (!state.status().gone() && plausible(alive) && admitted(alive) && told.add(alive.node())) {
                observe(alive, now);
            }
        }
        table.all().stream()
                .filter(member -> !told.contains(member.name()))
                .forEach(gone -> gone.become(NodeStateType.DEAD, gone.incarnation(), now));
        List<Member> gone = table.all().stream().filter(Member::gone).toList();
        table.forget(Member::gone);
        gone.forEach(member -> notify(MemberEvent.Type.FAILED, member));
    }

    private void observe(Alive alive, long now) {
        Member member = table.get(alive.node());
        if (member != null) {
            Node before = member.snapshot();
            member.heard(alive, now);
            if (!before.equals(member.snapshot())) {
                notify(MemberEvent.Type.UPDATE, member);
            }
        } else if (fits(alive)) {
            Member seen = new Member(alive, alive.incarnation(), NodeStateType.ALIVE, now);
            table.add(seen);
            notify(MemberEvent.Type.JOIN, seen);
        }
    }

    private void notify(MemberEvent.Type type, Member member) {
        out.changed(new MemberEvent(type, member.snapshot()));
    }
}
