package org.hepto.daeman;

/** Says that the graph isn't ready: the time is over or it was stopped; the message says what each unit waits for. */
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReadyException(String message) {
        super(message);
    }
}
