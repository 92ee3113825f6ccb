package org.hepto.sml;

/** What a {@link ReplicatedMap} tells its user, on one thread that does nothing else and so may block. */
@FunctionalInterface
public interface MapListener {

    /** An entry changed; if the listener is too slow, changes are left out, so look at the snapshot now and then. */
    void changed(EntryChange change);

    /** An owner was dismissed by the policy; its entries are gone. */
    default void dismissed(String owner) {}

    /**
     * Another authority than the pinned one claims this cluster; told once for each.
     *
     * @param reason names the fingerprints of both
     */
    default void authorityRefused(String reason) {}

    /** A record is a day ahead of this machine's clock and is not taken until the clock reaches it; told once for each owner. */
    default void aheadOfClock(String owner) {}
}
