package org.hepto.sml;

/**
 * What a cluster tells its user. Changes come on one thread, messages and states on another, and neither does anything
 * else, so they may block: the protocol goes on, and when too much is waiting (4096 of either, or 3 of 32 parts of the heap)
 * the newest are dropped and an {@code OVERFLOW} event says so. A listener that throws an {@link Error} is told nothing
 * any more.
 */
public interface ClusterListener {

    /** The membership changed. */
    default void changed(MemberEvent event) {}

    /** Another node sent bytes; they are never passed on by themselves. */
    default void message(Bytes data) {}

    /** Another node's user state came with a push/pull; {@code join} tells whether it was the first. */
    default void remoteState(Bytes state, boolean join) {}
}
