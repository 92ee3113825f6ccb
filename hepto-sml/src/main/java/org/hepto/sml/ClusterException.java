package org.hepto.sml;

/** Something that the operator can change; the message is one line that says what to do. */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure without a cause. */
    public ClusterException(String message) {
        super(message);
    }

    /** A failure with its cause. */
    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
