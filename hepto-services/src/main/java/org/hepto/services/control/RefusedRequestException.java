package org.hepto.services.control;

import java.io.IOException;

/** A request that the daemon won't serve, with the message that the client gets. */
final class RefusedRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    RefusedRequestException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
