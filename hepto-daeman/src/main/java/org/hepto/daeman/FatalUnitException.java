package org.hepto.daeman;

/** Says that starting again won't help: the whole graph is stopped and the message, one line, is for the operator. */
public final class FatalUnitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Gives a reason in one line. */
    public FatalUnitException(String message) {
        super(message);
    }

    /** Gives a reason in one line, and what caused it. */
    public FatalUnitException(String message, Throwable cause) {
        super(message, cause);
    }
}
