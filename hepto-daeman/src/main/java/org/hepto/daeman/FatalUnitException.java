package org.hepto.daeman;

/** Says that starting again cannot help: the whole graph is stopped and the message, one line, is for the operator. */
public final class FatalUnitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A reason in one line. */
    public FatalUnitException(String message) {
        super(message);
    }

    /** A reason in one line, and where it comes from. */
    public FatalUnitException(String message, Throwable cause) {
        super(message, cause);
    }
}
