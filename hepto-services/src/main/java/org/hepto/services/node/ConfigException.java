package org.hepto.services.node;

import org.jspecify.annotations.Nullable;

/** Something the operator gave or left cannot be used. The message is the one line that says what and what to do. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says in one line what is wrong and what to do. */
    public ConfigException(String message) {
        super(message);
    }

    /** Says in one line what is wrong and what to do, and keeps what it follows from. */
    public ConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
