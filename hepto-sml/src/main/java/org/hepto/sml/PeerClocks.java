package org.hepto.sml;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the clocks of nodes are ahead of this node's, at the newest exchange with each of the last few that this node has
 * begun. What they say is sealed, but not signed, so it is good for a hint and nothing else. Safe for all threads.
 */
final class PeerClocks {

    /** Nodes that are remembered. */
    static final int CAPACITY = 16;

    private final Map<Address, Duration> offsets = new LinkedHashMap<>();

    /** Takes note of the clock of a node that has just answered; both times in milliseconds. */
    synchronized void met(Address node, long theirs, long ours) {
        offsets.remove(node);
        offsets.put(node, Duration.ofMillis(theirs).minusMillis(ours));
        if (offsets.size() > CAPACITY) {
            offsets.remove(offsets.keySet().iterator().next());
        }
    }

    /** Returns the offsets, the newest last; negative where the other clock is behind. */
    synchronized Map<Address, Duration> offsets() {
        return new LinkedHashMap<>(offsets);
    }
}
