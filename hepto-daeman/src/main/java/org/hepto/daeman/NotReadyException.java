package org.hepto.daeman;

/** The graph is not ready: the time is over or it was stopped; the message says what each unit waits for. */
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReadyException(String message) {
        super(message);
    }
}
