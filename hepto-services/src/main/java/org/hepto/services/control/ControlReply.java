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

    /** Nothing has happened, and the daemon still watches. */
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
