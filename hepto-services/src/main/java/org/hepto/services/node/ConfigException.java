package org.hepto.services.node;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something the operator gave or left cannot be used, or several things. Each problem is one line that says what is
 * wrong and what to do; the message is the first of them.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> problems;

    /** Says in one line what is wrong and what to do. */
    public ConfigException(String message) {
        this(List.of(message));
    }

    /** Says in one line what is wrong and what to do, and keeps what it follows from. */
    public ConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
        problems = new ArrayList<>(List.of(message));
    }

    /**
     * Says several things at once, a line each.
     *
     * @param problems at least one
     */
    public ConfigException(List<String> problems) {
        super(problems.getFirst());
        this.problems = new ArrayList<>(problems);
    }

    /** Returns all that is wrong, at least one line. */
    public List<String> problems() {
        return List.copyOf(problems);
    }
}
