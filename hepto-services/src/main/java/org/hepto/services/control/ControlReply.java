package org.hepto.services.control;

import org.hepto.services.node.Build;

/** What the daemon says. */
sealed interface ControlReply {
    /**
     * The first line. Its form never changes, so that a client of another version can tell which one it meets.
     *
     * @param protocol see {@link ControlProtocol#VERSION}
     */
    record Hello(int protocol, Build build) implements ControlReply {}

    /** The node at one moment. */
    record Status(NodeStatus status) implements ControlReply {}

    /** A unit has changed its state. */
    record Change(UnitChange change) implements ControlReply {}

    /** One node of a list. */
    record Listed(ListedNode node) implements ControlReply {}

    /**
     * A step of something longer is done, or begins.
     *
     * @param line for people
     */
    record Progress(String line) implements ControlReply {}

    /** What a new machine needs. */
    record Invited(Invitation invitation) implements ControlReply {}

    /** A kubeconfig file as text. */
    record Access(String kubeconfig) implements ControlReply {
        /** Says nothing of the key in it. */
        @Override
        public String toString() {
            return "Access[]";
        }
    }

    /** Nothing has happened, and the daemon still watches or works. */
    record Alive() implements ControlReply {}

    /** The end of a stream. */
    record Done() implements ControlReply {}

    /**
     * The request isn't served, or no longer; the last line.
     *
     * @param message one line for people
     */
    record Failure(ErrorCode code, String message) implements ControlReply {}
}
