package org.hepto.sml;

/**
 * A member of the cluster as it was at one moment. Nothing of it is signed: another holder of the gossip key can claim any
 * name, address and meta data. Decide by the {@link ReplicatedMap} who a node is, never by these.
 *
 * @param name unique in the cluster
 * @param address where it is reached, for packets and streams
 * @param meta at most 512 bytes that it tells about itself
 * @param incarnation rises with each of its changes and objections
 * @param status what this node believes
 */
public record Node(String name, Address address, Bytes meta, long incarnation, NodeStateType status) {}
