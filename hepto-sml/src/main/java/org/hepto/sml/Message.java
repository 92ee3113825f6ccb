package org.hepto.sml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes say to each other. Field names and meanings are memberlist's; unsigned 32-bit numbers are longs. */
sealed interface Message {

    /** The message as bytes, type byte first. */
    default byte[] encode() {
        return MessageCodec.encode(this);
    }

    /**
     * "Are you there?"
     *
     * @param node whom it is meant for; another node ignores it; empty is anybody
     * @param source where the ack goes to, or null for the sender's socket address
     */
    record Ping(long seq, String node, @Nullable Address source, String sourceNode) implements Message {}

    /** "Ask that one for me, and tell me if it is silent." */
    record IndirectPing(
            long seq,
            Address target,
            String node,
            boolean nack,
            @Nullable Address source,
            String sourceNode) implements Message {}

    /** "I am here." */
    record Ack(long seq, Bytes payload) implements Message {}

    /** "I asked for you and heard nothing", from a relay. */
    record Nack(long seq) implements Message {}

    /** "I do not hear it." */
    record Suspect(long incarnation, String node, String from) implements Message {}

    /** "It is gone"; about oneself: "I leave". */
    record Dead(long incarnation, String node, String from) implements Message {

        /** Whether the node left on purpose. */
        boolean left() {
            return node.equals(from);
        }
    }

    /** "It is there, at this address, with this meta data"; only the node itself raises its incarnation. */
    record Alive(long incarnation, String node, Address address, Bytes meta, Bytes vsn) implements Message {}

    /** Bytes of the application, or of the replicated map. */
    record User(Bytes data) implements Message {}

    /** The refusal of a stream, with a reason for people. */
    record ErrorReply(String text) implements Message {}

    /** All that a node knows; answered with the same. */
    record PushPull(boolean join, List<NodeState> nodes, Bytes userState) implements Message {}

    /** One node in a {@link PushPull}. */
    record NodeState(Alive alive, NodeStateType status) {}
}
