package org.hepto.sml;

import java.net.InetAddress;

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

    /**
     * Something spoke to this node that is not of its cluster; it got no answer that it can read. Told with the changes, at
     * most once a minute for each IPv4 address or /64, and for 80 of them. The source of a packet can be forged.
     */
    default void stranger(InetAddress from, StrangerKind kind) {}
}
