package org.hepto.sml;

/** What a {@link ReplicatedMap} tells its user, on one thread that does nothing else and so may block. */
@FunctionalInterface
public interface MapListener {

    /** An entry changed; if the listener is too slow, changes are left out, so look at the snapshot now and then. */
    void changed(EntryChange change);
}
