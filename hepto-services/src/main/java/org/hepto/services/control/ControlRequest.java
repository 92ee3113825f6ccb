package org.hepto.services.control;

/** What a client asks for. */
sealed interface ControlRequest {
    /** Asks for one {@link ControlReply.Status}. */
    record ReadStatus() implements ControlRequest {}

    /**
     * Asks for a {@link ControlReply.Status}, then each {@link ControlReply.Change} until the client goes or the daemon ends.
     *
     * @param untilReady ends the stream, with another status, when the node is ready
     */
    record Watch(boolean untilReady) implements ControlRequest {}
}
