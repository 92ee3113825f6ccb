package org.hepto.sml;

import org.hepto.sml.Message.Alive;
import org.jspecify.annotations.Nullable;

/**
 * What the state machine must know about itself.
 *
 * @param name of this node, unique in the cluster
 * @param address at which others reach it
 * @param meta at most 512 bytes
 * @param timing how patient it is
 * @param packetSpace bytes of a datagram that messages may take, after seal and label
 * @param maxMembers nodes that are remembered at most
 * @param observer whether it is no member: it exchanges states with its anchors and does nothing else
 * @param filter decides which other nodes may be members
 */
record SwimConfig(
        String name,
        Address address,
        Bytes meta,
        Timing timing,
        int packetSpace,
        int maxMembers,
        boolean observer,
        AliveFilter filter) {

    private static final int CHECKSUM = 5;

    SwimConfig {
        if (name.isEmpty() || Bytes.utf8(name).length() > Limits.NAME) {
            throw new IllegalArgumentException(
                    "a node name has 1 to %d bytes: choose another one".formatted(Limits.NAME));
        }
        String refusal = refusal(name, address, meta, newsSpace(packetSpace));
        if (refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
    }

    /** Returns the bytes of a packet that news may take. */
    int newsSpace() {
        return newsSpace(packetSpace);
    }

    private static int newsSpace(int packetSpace) {
        return packetSpace - PacketEncoder.COMPOUND_HEADER - CHECKSUM;
    }

    /** Returns why this node cannot tell meta data, or null if it can. */
    @Nullable
    String refusal(Bytes other) {
        return refusal(name, address, other, newsSpace());
    }

    /** News that does not fit into a packet would wait for ever, and others would never hear of this node's changes. */
    private static @Nullable String refusal(String name, Address address, Bytes meta, int space) {
        if (meta.length() > Limits.META) {
            return "the meta data has %d bytes, at most %d are possible: shorten it"
                    .formatted(meta.length(), Limits.META);
        }
        int needed = new Alive(Incarnation.WIRE, name, address, meta, Vsn.OURS).encode().length
                + PacketEncoder.COMPOUND_ENTRY;
        return needed <= space
                ? null
                : "name and meta data take %d bytes of a packet, %d are free: shorten them or the label, or choose larger packets"
                        .formatted(needed, space);
    }
}
