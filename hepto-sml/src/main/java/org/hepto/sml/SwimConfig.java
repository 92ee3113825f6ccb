package org.hepto.sml;

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
 */
record SwimConfig(
        String name, Address address, Bytes meta, Timing timing, int packetSpace, int maxMembers, boolean observer) {

    SwimConfig {
        if (name.isEmpty() || Bytes.utf8(name).length() > Limits.NAME) {
            throw new IllegalArgumentException(
                    "a node name has 1 to %d bytes: choose another one".formatted(Limits.NAME));
        }
        if (meta.length() > Limits.META) {
            throw new IllegalArgumentException("the meta data has %d bytes, at most %d are possible: shorten it"
                    .formatted(meta.length(), Limits.META));
        }
    }
}
