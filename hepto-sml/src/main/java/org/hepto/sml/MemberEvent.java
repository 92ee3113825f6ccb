package org.hepto.sml;

/**
 * A change of the membership.
 *
 * @param type what happened
 * @param node the node after the change
 */
public record MemberEvent(Type type, Node node) {

    /** What can happen to a node. */
    public enum Type {
        /** It is new, or back. */
        JOIN,
        /** Its meta data or address changed, or a suspicion was wrong. */
        UPDATE,
        /** It does not answer; it may still object. */
        SUSPECT,
        /** It is given up. */
        FAILED,
        /** It said good-bye. */
        LEAVE,
        /** Another node claims its name from the address that {@link MemberEvent#node} has here. */
        CONFLICT,
        /** Events were lost because the listener was too slow: look at the members. The node is this one. */
        OVERFLOW
    }
}
