package org.hepto.sml;

/** Bytes that came from the network and are not accepted. Carries no stack trace: hostile input must stay cheap. */
final class WireException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why bytes were refused; each reason has a counter in {@link Counters}. */
    enum Reason {
        /** The bytes end before the message does; on a stream more of them may come. */
        TRUNCATED,
        /** A length, count, nesting or decompressed size above the limit. */
        OVERSIZED,
        /** Not msgpack, not a known type, or a field of the wrong kind. */
        MALFORMED,
        /** Another label, or one where none is wanted. */
        LABEL,
        /** No label where one is wanted. */
        UNLABELLED,
        /** No key of the keyring opens it: a wrong key, or a changed ciphertext. */
        SEAL,
        /** A sealed packet or stream that was opened a short while ago. */
        REPLAYED,
        /** Plaintext where encryption is on. */
        PLAINTEXT,
        /** The checksum does not fit. */
        CHECKSUM,
        /** {@link AliveFilter} does not admit the node that it tells of. */
        NOT_ADMITTED
    }

    private final Reason reason;

    WireException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static WireException truncated() {
        return new WireException(Reason.TRUNCATED, "message ends too early");
    }

    static WireException malformed(String message) {
        return new WireException(Reason.MALFORMED, message);
    }

    static WireException oversized(String what, long size, long limit) {
        return new WireException(Reason.OVERSIZED, "%s of %d is above the limit of %d".formatted(what, size, limit));
    }

    Reason reason() {
        return reason;
    }
}
