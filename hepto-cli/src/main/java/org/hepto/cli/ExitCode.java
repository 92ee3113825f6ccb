package org.hepto.cli;

/** What the command line returns to the shell. */
enum ExitCode {
    OK(0),
    FAILURE(1),
    /** The arguments, the configuration or the host do not do; nothing was changed. */
    BAD_INPUT(2),
    NOT_RUNNING(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
