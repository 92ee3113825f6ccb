package org.hepto.daeman;

/** A health probe has failed, or too many have; the message says why. */
final class UnhealthyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnhealthyException(String message) {
        super(message);
    }

    UnhealthyException(String message, Throwable cause) {
        super(message, cause);
    }
}
