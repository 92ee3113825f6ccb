package org.hepto.services.control;

import java.util.List;
import java.util.Optional;

/**
 * How a node stands in its cluster.
 *
 * @param address of the node in the mesh; a newcomer has none
 * @param peers the other nodes, by name
 * @param map its copy of the cluster's map, as soon as gossip has begun
 * @param joining why the node isn't joined yet, one line; on a master the requests that wait
 */
public record MeshReport(
        Optional<String> address, List<PeerReport> peers, Optional<MapReport> map, Optional<String> joining) {
    /** Keeps a copy of the list. */
    public MeshReport {
        peers = List.copyOf(peers);
    }

    /** Returns the report of a node whose gossip has not begun. */
    public static MeshReport alone(String address) {
        return new MeshReport(Optional.of(address), List.of(), Optional.empty(), Optional.empty());
    }
}
