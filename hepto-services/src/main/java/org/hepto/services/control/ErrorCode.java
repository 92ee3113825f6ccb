package org.hepto.services.control;

import java.util.Locale;

/** Why the daemon refuses a request; only append. */
enum ErrorCode {
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
    FAILED;

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
