package org.hepto.pekahi;

import java.io.IOException;
import java.nio.file.Path;

/** A failure of this module. The message is one line for the operator: what is wrong where, and the remedy. */
public final class PkiException extends RuntimeException {
    /** With a message of one line. */
    public PkiException(String message) {
        super(message);
    }

    /** With a message of one line and what led to it. */
    public PkiException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Tells whether a file could not be read or written: that may pass, as a full disk does. */
    public boolean mayPass() {
        return getCause() instanceof IOException;
    }

    static PkiException of(Path file, String problem, String remedy) {
        return new PkiException("%s: %s; %s".formatted(file, problem, remedy));
    }

    static PkiException of(Path file, String problem, String remedy, Throwable cause) {
        return new PkiException("%s: %s; %s".formatted(file, problem, remedy), cause);
    }
}
