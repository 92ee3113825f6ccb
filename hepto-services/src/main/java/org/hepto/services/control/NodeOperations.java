package org.hepto.services.control;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Does what the command line asks of the cluster, beyond how the node stands. Called on the thread of a client, several at
 * the same time; each call may block, and the client waits. What cannot be done is a {@link RefusedRequestException},
 * whose line is all that the operator sees; of another exception the operator sees the message.
 */
public interface NodeOperations {
    /** Refuses everything: for a node that isn't part of a cluster. */
    NodeOperations NONE = new NodeOperations() {
        @Override
        public List<ListedNode> nodes() throws IOException {
            throw refusal();
        }

        @Override
        public void admit(String who) throws IOException {
            throw refusal();
        }

        @Override
        public void forget(String name, Consumer<String> progress) throws IOException {
            throw refusal();
        }

        @Override
        public void changeKey(Consumer<String> progress) throws IOException {
            throw refusal();
        }

        @Override
        public Invitation invite() throws IOException {
            throw refusal();
        }

        @Override
        public String kubeconfig(KubeconfigRequest request) throws IOException {
            throw refusal();
        }

        private RefusedRequestException refusal() {
            return new RefusedRequestException(
                    ErrorCode.REFUSED, "this node is no part of a cluster yet; see hepto status for what it waits for");
        }
    };

    /** Returns the nodes of the cluster by name, and those that want to join it. */
    List<ListedNode> nodes() throws IOException, InterruptedException;

    /** Lets a node in that waits, by its name or, if several ask under that, by its fingerprint. */
    void admit(String who) throws IOException, InterruptedException;

    /**
     * Takes a node out of the cluster for good; returns when its name is free. Begun again, it goes on where it ended.
     *
     * @param progress takes a line for each step; from the first on it is only watched, and an interrupt ends that
     */
    void forget(String name, Consumer<String> progress) throws IOException, InterruptedException;

    /**
     * Changes the cluster's key; returns when the old one is worth nothing. While that is on its way, it is only watched.
     *
     * @param progress takes a line for each step; from the first on it is only watched, and an interrupt ends that
     */
    void changeKey(Consumer<String> progress) throws IOException, InterruptedException;

    /** Returns what another machine needs to join, but for the key. */
    Invitation invite() throws IOException, InterruptedException;

    /** Returns a kubeconfig file. */
    String kubeconfig(KubeconfigRequest request) throws IOException, InterruptedException;
}
