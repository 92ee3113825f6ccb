package org.hepto.sml;

import java.time.InstantSource;

/**
 * How a node takes part in a {@link ReplicatedMap}. Start from {@link #of}.
 *
 * @param cluster id of the cluster, the same on every node: signatures cover it, so nothing is taken over from another one
 * @param identity signs this node's entries
 * @param policy decides who may write what; the same on every node
 * @param clock gives the versions; nodes may differ by a day
 */
public record MapOptions(String cluster, Identity identity, MapPolicy policy, InstantSource clock) {

    /** Uses the machine's clock. */
    public static MapOptions of(String cluster, Identity identity, MapPolicy policy) {
        return new MapOptions(cluster, identity, policy, InstantSource.system());
    }

    /** Returns the same with another clock. */
    public MapOptions withClock(InstantSource other) {
        return new MapOptions(cluster, identity, policy, other);
    }
}
