package org.hepto.sml;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Replica} says to other nodes and when, without network and clock. News goes to all, passed on once by every
 * node that hears it for the first time. A push/pull begins with what this node has; the answer brings the first records
 * that are lacking here; what the other lacks then is sent in messages, and if it had more, it is asked again. So a node
 * that can only ask, such as an observer, gets everything too. Safe for all threads.
 */
final class MapExchange {

    /** Records that a push/pull may bring as news to be passed on: a node that joins must not tell all what they know. */
    static final int FEW = 8;

    /** Nodes that news goes to directly if it does not fit into a packet. */
    private static final int FAN_OUT = 3;

    /** The way to other nodes. */
    interface Out {
        /** Returns the bytes that a packet carries. */
        int packetSpace();

        /** Tells all nodes with the next packets; newer bytes of a subject replace older ones. */
        void broadcast(String subject, Bytes data);

        /** Sends bytes over streams to some living nodes. */
        void toSome(int count, Bytes data);

        /** Sends bytes over a stream to a node. */
        void send(Address to, Bytes data);

        /** Begins another push/pull with a node. */
        void exchange(Address with);
    }

    private final Replica replica;
    private final Predicate<SignedRecord> genuine;
    private final Out out;
    private final PeerClocks clocks = new PeerClocks();

    /**
     * Connects a replica with others.
     *
     * @param genuine checks a record's signature
     */
    MapExchange(Replica replica, Predicate<SignedRecord> genuine, Out out) {
        this.replica = replica;
        this.genuine = genuine;
        this.out = out;
    }

    /** Returns how far the clocks of nodes that this one has asked are ahead of its own. */
    Map<Address, Duration> clockOffsets() {
        return clocks.offsets();
    }

    /** Writes an entry, and tells the others; see {@link Replica#put}. */
    void put(String owner, String key, @Nullable Bytes value, long now) {
        spread(replica.put(owner, key, value, now));
    }

    /** Writes all entries of a place, and tells the others; see {@link Replica#replace}. */
    void replace(SignedRecord.Id id, Map<String, Bytes> entries, long now) {
        spread(replica.replace(id, entries, now));
    }

    /** Takes a message of another node. */
    void message(Bytes data, String carrier, long now) {
        spread(replica.receive(data, carrier, now, genuine).news());
    }

    /**
     * Takes the user state of another node.
     *
     * @param from where it can be asked again, if this node has {@code asked}
     */
    void remoteState(Bytes state, Address from, String carrier, boolean asked, long now) {
        Replica.Received received = replica.receive(state, carrier, now, genuine);
        if (received.news().size() <= FEW) {
            spread(received.news());
        }
        MapDigest theirs = received.digest();
        if (!asked || theirs == null) {
            return;
        }
        clocks.met(from, received.clock(), now);
        replica.messages(theirs).forEach(message -> out.send(from, message));
        if (received.more() && !received.news().isEmpty()) {
            out.exchange(from);
        }
    }

    /** Returns the user state for a push/pull that this node begins. */
    Bytes state(long now) {
        spread(replica.tick(now));
        return replica.state(now);
    }

    /** Returns the user state that answers another one. What is due is done here too: who is alone never asks. */
    Bytes answer(Bytes theirs, long now) {
        spread(replica.tick(now));
        try {
            return replica.answer(MapCodec.recognizes(theirs) ? new MapCodec.Reader(theirs).digest() : null, now);
        } catch (WireException e) {
            return replica.state(now);
        }
    }

    private void spread(List<SignedRecord> news) {
        for (SignedRecord entry : news) {
            Bytes data = MapCodec.message(List.of(entry));
            if (data.length() <= out.packetSpace()) {
                out.broadcast(entry.id().owner() + "/" + entry.id().section(), data);
            } else {
                out.toSome(FAN_OUT, data);
            }
        }
    }
}
