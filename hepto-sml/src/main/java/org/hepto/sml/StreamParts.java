package org.hepto.sml;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** What all streams of a node share: lanes, keys and budgets. On the transport's thread. */
final class StreamParts implements AutoCloseable {

    private final Wire wire;
    private final StreamLimits limits;
    private final Lanes lanes;
    private final ByteBudget strangers;
    private final ByteBudget members;
    private final StreamSender sender;
    private final long source;
    private final Predicate<Bytes> living;

    /** {@code living} tells whether a living member is at an IP address. */
    StreamParts(String name, Wire wire, MemoryPlan plan, Predicate<Bytes> living) {
        this.living = living;
        this.wire = wire;
        this.limits = plan.streamLimits();
        this.lanes = new Lanes(name);
        this.strangers = new ByteBudget(plan.strangers(), plan.source());
        this.members = new ByteBudget(plan.members(), plan.stream());
        this.source = plan.source();
        this.sender = new StreamSender(lanes, wire, new ByteBudget(plan.sending(), plan.sending()));
    }

    StreamSender sender() {
        return sender;
    }

    /** Reads a stream that another node opened. */
    StreamReader reader(Admission.Place place, Consumer<StreamReader.Outcome> onEnd) {
        boolean stranger = place.standing() == Admission.Standing.STRANGER;
        int most = stranger ? (int) Math.min(source, limits.bytes()) : limits.bytes();
        StreamDecoder decoder =
                new StreamDecoder(wire.forStreams(), false, new StreamLimits(most, limits.inflated(), limits.nodes()));
        ByteBudget.Share share = (stranger ? strangers : members).share(place.source());
        Lanes.Rank rank = stranger ? Lanes.Rank.STRANGER : Lanes.Rank.MEMBER;
        return new StreamReader(decoder, share, lanes, rank, !stranger && living.test(place.source()), onEnd);
    }

    /** Reads the answer on a stream that this node opened: to a member, or to where one was or is said to be. */
    StreamReader answer(Address from, Consumer<StreamReader.Outcome> onEnd) {
        StreamDecoder decoder = new StreamDecoder(wire.forStreams(), true, limits);
        ByteBudget.Share share = members.share(from.ip());
        return new StreamReader(decoder, share, lanes, Lanes.Rank.MEMBER, living.test(from.ip()), onEnd);
    }

    @Override
    public void close() {
        lanes.close();
    }
}
