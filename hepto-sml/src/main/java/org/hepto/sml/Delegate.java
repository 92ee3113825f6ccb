package org.hepto.sml;

/**
 * What is built on top of a cluster and exchanges bytes of its own with its like on other nodes, as memberlist's Delegate.
 * Messages and states come on the thread for data, one after the other.
 */
interface Delegate {

    /** Tells whether bytes are its own; what is not goes to the listener. On the protocol's thread: must be quick. */
    boolean recognizes(Bytes data);

    /** Takes bytes that another node sent. */
    void message(Bytes data, Address from);

    /**
     * Takes the user state of another node.
     *
     * @param join whether it was the first exchange of the two
     * @param asked whether this node has begun the exchange, so that {@code from} can be asked again
     */
    void remoteState(Bytes state, Address from, boolean join, boolean asked);

    /** Returns the user state for an exchange that this node begins. On a lane. */
    Bytes state();

    /** Returns the user state that answers another one. On a lane. */
    Bytes answer(Bytes theirs);

    /** Returns about the most bytes of an answer. */
    int answerBytes();
}
