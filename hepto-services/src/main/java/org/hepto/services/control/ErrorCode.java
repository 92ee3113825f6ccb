package org.hepto.services.control;

import java.util.Locale;

/** Why the daemon refuses a request; only append. */
public enum ErrorCode {
    /** The line is too long, no JSON, or lacks a field. */
    MALFORMED,
    /** The client speaks another version of the protocol. */
    PROTOCOL,
    /** There is no such request. */
    UNKNOWN,
    /** There are too many clients. */
    BUSY,
    /** A watcher is too slow for what happens. */
    OVERRUN,
    /** The daemon could not do it; also stands for codes that this build doesn't know. */
    FAILED,
    /** Another node does this; the message names it. */
    ELSEWHERE,
    /** What the request names isn't there. */
    NOT_FOUND,
    /** It cannot be done as things are. */
    REFUSED;

    /** Tells whether the message is an answer to the operator, and no trouble between client and daemon. */
    boolean isAnswer() {
        return this == ELSEWHERE || this == NOT_FOUND || this == REFUSED;
    }

    /** Reads the code as it is written in a reply. */
    static ErrorCode parse(String text) {
        for (ErrorCode code : values()) {
            if (code.toString().equals(text)) {
                return code;
            }
        }
        return FAILED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
