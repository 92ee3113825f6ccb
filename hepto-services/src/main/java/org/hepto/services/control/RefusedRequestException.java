package org.hepto.services.control;

import java.io.IOException;

/** A request that the daemon won't serve, with the one line that the client gets. */
public final class RefusedRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** @param message one line: what is wrong and what to do */
    public RefusedRequestException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** Refuses what the master of the cluster does. */
    public static RefusedRequestException elsewhere(String node, String master) {
        return new RefusedRequestException(
                ErrorCode.ELSEWHERE, "this is node %s; the master %s does this: run it there".formatted(node, master));
    }

    ErrorCode code() {
        return code;
    }
}
