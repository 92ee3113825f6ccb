package org.hepto.services.control;

import java.io.IOException;

/** A line that is no message of the control protocol: too long, no JSON, or without a field that it needs. */
final class MalformedMessageException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }
}
