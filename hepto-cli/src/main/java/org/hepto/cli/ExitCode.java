package org.hepto.cli;

/** Names what the command line returns to the shell. */
enum ExitCode {
    OK(0),
    /** It could not be done, or the question could not be asked. */
    FAILURE(1),
    /** The arguments, the configuration or the host won't do; nothing was changed. */
    BAD_INPUT(2),
    /** The node that was asked is not ready, or does not run; the message says which. */
    NOT_READY(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
