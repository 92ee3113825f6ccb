package org.hepto.sml;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.sml.Message.Ack;
import org.hepto.sml.Message.IndirectPing;
import org.hepto.sml.Message.Nack;
import org.hepto.sml.Message.Ping;
import org.hepto.sml.Message.Suspect;
import org.jspecify.annotations.Nullable;

/**
 * Asks one member after the other whether it is there: directly, then through relays and over a stream, then it suspects
 * it. Answers and relays the questions of others. For one thread.
 */
final class Prober {

    /** Questions of others that are relayed at the same time. */
    private static final int MAX_RELAYS = 1024;

    /** The question to one member. */
    private static final class Round {
        private final Ping ping;
        private final Member target;
        private final long incarnation;
        private final long begun;
        private final long deadline;
        private int nacksExpected;
        private int nacks;
        private boolean streamAcked;

        Round(Ping ping, Member target, long begun, long deadline) {
            this.ping = ping;
            this.target = target;
            this.incarnation = target.incarnation();
            this.begun = begun;
            this.deadline = deadline;
        }
    }

    /** The question of another node, asked on its behalf. */
    private record Relay(long seq, Address requester, Timers.Timer end) {}

    private final SwimConfig config;
    private final Timing timing;
    private final Timing.Millis millis;
    private final MemberTable table;
    private final Membership membership;
    private final Courier courier;
    private final Outbox out;
    private final Timers timers;
    private final Awareness awareness;
    private final Counters counters;
    private final Map<Long, Relay> relays = new HashMap<>();
    private final RoundTrips roundTrips = new RoundTrips();
    private @Nullable Round round;
    private boolean overdue;
    private long sequence;

    Prober(
            SwimConfig config,
            MemberTable table,
            Membership membership,
            Courier courier,
            Outbox out,
            Timers timers,
            Awareness awareness,
            Counters counters) {
        this.config = config;
        this.timing = config.timing();
        this.millis = timing.millis();
        this.table = table;
        this.membership = membership;
        this.courier = courier;
        this.out = out;
        this.timers = timers;
        this.awareness = awareness;
        this.counters = counters;
    }

    /** Once per probe interval: the next member, unless the last one is still being asked. */
    void tick(long now) {
        if (round != null) {
            overdue = true;
            return;
        }
        Member target = table.nextProbe(
                member -> !membership.isSelf(member) && !member.gone(),
                member -> member.gone() && now - member.changed() > millis.gossipToTheDead());
        if (target != null) {
            begin(target, now);
        }
    }

    private void begin(Member target, long now) {
        Ping ping = new Ping(nextSequence(), target.name(), config.address(), config.name());
        Round started = new Round(ping, target, now, now + awareness.scale(millis.probeInterval()));
        round = started;
        timers.at(now + millis.probeTimeout(), later -> askOthers(started));
        timers.at(started.deadline, later -> conclude(started, later));
        if (target.alive()) {
            courier.send(target.address(), ping);
        } else {
            courier.sendOnly(target, ping, new Suspect(target.incarnation(), target.name(), config.name()));
        }
    }

    private void askOthers(Round asked) {
        if (round != asked) {
            return;
        }
        List<Member> helpers = table.choose(
                timing.indirectChecks(),
                member -> member.alive() && !membership.isSelf(member) && member != asked.target);
        for (Member helper : helpers) {
            boolean nack = helper.understands(4);
            asked.nacksExpected += nack ? 1 : 0;
            courier.send(
                    helper.address(),
                    new IndirectPing(
                            asked.ping.seq(),
                            asked.target.address(),
                            asked.target.name(),
                            nack,
                            config.address(),
                            config.name()));
        }
        if (asked.target.understands(3)) {
            out.streamPing(asked.target.address(), asked.ping, asked.deadline);
        }
    }

    private void conclude(Round asked, long now) {
        if (round != asked) {
            return;
        }
        if (asked.streamAcked) {
            counters.count(Counters.Event.PROBES_BY_STREAM_ONLY);
            awareness.apply(-1);
        } else {
            counters.count(Counters.Event.PROBES_FAILED);
            awareness.apply(asked.nacksExpected > 0 ? Math.max(0, asked.nacksExpected - asked.nacks) : 1);
            membership.suspect(new Suspect(asked.incarnation, asked.target.name(), config.name()), now);
        }
        finish(now);
    }

    private void finish(long now) {
        round = null;
        if (overdue) {
            overdue = false;
            tick(now);
        }
    }

    /** A question to this node. */
    void ping(Ping ping, Address from) {
        if (forMe(ping)) {
            Address to = ping.source() != null ? ping.source() : from;
            courier.send(to, new Ack(ping.seq(), Bytes.EMPTY));
        }
    }

    /** Whether a question is meant for this node. */
    boolean forMe(Ping ping) {
        return ping.node().isEmpty() || ping.node().equals(config.name());
    }

    /** A question to be passed on. */
    void relay(IndirectPing request, Address from, long now) {
        Address target = request.target().port() == 0
                ? request.target().withPort(config.address().port())
                : request.target();
        boolean named =
                request.node().length() <= Limits.NAME_OF_OTHERS; // it goes out again, and may have come compressed
        if (!named || !target.usable() || relays.size() >= MAX_RELAYS) {
            return;
        }
        long seq = nextSequence();
        Address requester = request.source() != null ? request.source() : from;
        Timers.Timer end = timers.at(now + millis.probeTimeout(), later -> {
            if (relays.remove(seq) != null && request.nack()) {
                courier.send(requester, new Nack(request.seq()));
            }
        });
        relays.put(seq, new Relay(request.seq(), requester, end));
        courier.send(target, new Ping(seq, request.node(), config.address(), config.name()));
    }

    /** An answer, to this node or to be passed on. */
    void ack(Ack ack, long now) {
        Round asked = round;
        if (asked != null && asked.ping.seq() == ack.seq()) {
            measure(asked, now);
            awareness.apply(-1);
            finish(now);
            return;
        }
        Relay relay = relays.remove(ack.seq());
        if (relay != null) {
            relay.end().cancel();
            courier.send(relay.requester(), new Ack(relay.seq(), Bytes.EMPTY));
        }
    }

    /** From the timeout on others are asked too, so what comes then may have taken the way through them. */
    private void measure(Round asked, long now) {
        long took = now - asked.begun;
        if (took < millis.probeTimeout() && !asked.target.gone()) {
            roundTrips.measured(asked.target.name(), took);
        }
    }

    /** Returns how long a member takes to answer, if it has answered in time since it is there. From any thread. */
    Optional<Duration> roundTrip(String name) {
        return roundTrips.of(name);
    }

    /** A member was given up or has left. */
    void gone(String name) {
        roundTrips.forget(name);
    }

    /** A relay heard nothing, but it is there itself. */
    void nack(Nack nack) {
        Round asked = round;
        if (asked != null && asked.ping.seq() == nack.seq()) {
            asked.nacks++;
        }
    }

    /** The question over a stream was answered. */
    void streamAck(long seq) {
        Round asked = round;
        if (asked != null && asked.ping.seq() == seq) {
            asked.streamAcked = true;
        }
    }

    private long nextSequence() {
        sequence = (sequence + 1) & 0xffff_ffffL;
        return sequence;
    }
}
