package org.hepto.sml;

/** The bounds on everything that is decoded; memberlist's own where it has one (net.go and util.go of v0.6.0). */
final class Limits {

    /** Bytes of node meta data. */
    static final int META = 512;
    /** Bytes of a label. */
    static final int LABEL = 255;
    /** Bytes of this node's name, and of names of fields. memberlist has no limit; DNS names end at 255. */
    static final int NAME = 512;
    /** Bytes of another node's name: an alive message with it must fit into a packet of Go, 1400 bytes by default. */
    static final int NAME_OF_OTHERS = 1024;
    /** Bytes of a stream's message, of user state and of a user message. */
    static final int STREAM = 20 * 1024 * 1024;
    /** Bytes that a stream's message may decompress to. */
    static final int STREAM_INFLATED = 40 * 1024 * 1024;
    /** Node states in one push/pull. */
    static final int NODES = 1024 * 1024;
    /** Streams with a message that a key has opened, which are open at the same time. */
    static final int STREAMS = 128;
    /** Streams that this node opens at the same time. */
    static final int STREAMS_OUT = 128;
    /** Milliseconds in which a stranger's message must be complete. */
    static final long STRANGER_MILLIS = 5000;
    /** Milliseconds in which the other side must take a piece of a message. */
    static final long STALL_MILLIS = 5000;
    /** Bytes of a datagram, sealed or not, and all that one datagram may decompress to. */
    static final int PACKET = 64 * 1024;
    /** Bytes of a datagram from an address of no member: a large one takes a while to open. */
    static final int STRANGER_PACKET = 4096;
    /** Compound and compressed layers inside each other; memberlist itself sends two at most. */
    static final int NESTING = 4;
    /** Messages in one datagram, over all its compounds. */
    static final int PARTS = 1024;
    /** Nesting of msgpack values that are skipped. */
    static final int SKIP_DEPTH = 8;
    /** Bytes of the text of an error reply. */
    static final int ERROR_TEXT = 4096;

    private Limits() {}
}
