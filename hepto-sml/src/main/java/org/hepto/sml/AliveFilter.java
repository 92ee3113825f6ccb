package org.hepto.sml;

/**
 * Decides which other nodes may be members, as memberlist's {@code AliveDelegate} and {@code MergeDelegate} do: by a role in
 * the meta data, say, or by the network of the address. It is called on the protocol's thread, so it must not block.
 *
 * <p>It sees each node when it is new, and again with each of its changes, and what another node says that has this node's
 * name at another address. A member that is refused then can no longer
 * object to a suspicion, and is given up in time. Give all nodes the same filter: one that others admit still hears from
 * them.
 */
@FunctionalInterface
public interface AliveFilter {

    /** Admits every node. */
    AliveFilter ALL = node -> true;

    /** Returns whether a node may be a member; it is not if this throws. */
    boolean admits(Node node);
}
