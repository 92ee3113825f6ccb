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

    /** Asks for a {@link ControlReply.Listed} for each node, then {@link ControlReply.Done}. */
    record ListNodes() implements ControlRequest {}

    /** Lets a node in that waits, by its name or fingerprint; answered by {@link ControlReply.Done}. */
    record Admit(String name) implements ControlRequest {}

    /** Takes a node out of the cluster; answered by {@link ControlReply.Progress} lines and {@link ControlReply.Done}. */
    record Forget(String name) implements ControlRequest {}

    /** Changes the cluster's key; answered by {@link ControlReply.Progress} lines and {@link ControlReply.Done}. */
    record ChangeKey() implements ControlRequest {}

    /** Asks for an {@link ControlReply.Invited}. */
    record Invite() implements ControlRequest {}

    /** Asks for an {@link ControlReply.Access}. */
    record MakeKubeconfig(KubeconfigRequest kubeconfig) implements ControlRequest {}
}
