package org.hepto.cli;

import java.io.IOException;

/** The node that was asked does not run. */
final class NotRunningException extends IOException {
    private static final long serialVersionUID = 1L;

    NotRunningException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
