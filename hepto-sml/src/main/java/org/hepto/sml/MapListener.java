package org.hepto.sml;

import java.time.Duration;
import java.util.Map;

/** What a {@link ReplicatedMap} tells its user, on one thread that does nothing else and so may block. */
@FunctionalInterface
public interface MapListener {

    /** An entry changed; if the listener is too slow, changes are left out, so look at the snapshot now and then. */
    void changed(EntryChange change);

    /** An owner was dismissed by the policy; its entries are gone. */
    default void dismissed(String owner) {}

    /**
     * Another authority than the pinned one claims this cluster; told once an hour for each, and for 64 of them.
     *
     * @param reason names the fingerprints of both
     */
    default void authorityRefused(String reason) {}

    /**
     * A record is more than a day ahead of this machine's clock; one that is new is not taken until the clock reaches it. Told
     * once an hour for each owner. One of the two clocks is wrong.
     *
     * @param owner who has signed it: a node, or {@link ReplicatedMap#CLUSTER} for the authority
     * @param by how much it is ahead
     */
    default void aheadOfClock(String owner, Duration by) {}

    /** A request for admission is new, or was renewed; it is among {@link ReplicatedMap#requests} unless others displace it. */
    default void requested(String fingerprint) {}

    /**
     * A request for admission comes from a clock that is wrong, if this node's is right: so far ahead or behind that it is
     * not among the requests. Told once an hour for each identity, whose signature was checked, and for 64 of them.
     *
     * @param request its entries, by key
     * @param ahead by how much it is ahead of this machine's clock; negative if it is behind
     */
    default void requestOffClock(String fingerprint, Map<String, Bytes> request, Duration ahead) {}
}
