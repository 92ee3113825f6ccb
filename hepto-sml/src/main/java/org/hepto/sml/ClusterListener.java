package org.hepto.sml;

/**
 * What a cluster tells its user. Called on one thread that does nothing else, so it may block: the protocol goes on, and
 * when too much is waiting (4096 events or 64 MiB) the newest events are dropped and an {@code OVERFLOW} event says so.
 */
public interface ClusterListener {

    /** The membership changed. */
    default void changed(MemberEvent event) {}

    /** Another node sent bytes; they are never passed on by themselves. */
    default void message(Bytes data) {}

    /** Another node's user state came with a push/pull; {@code join} tells whether it was the first. */
    default void remoteState(Bytes state, boolean join) {}
}
