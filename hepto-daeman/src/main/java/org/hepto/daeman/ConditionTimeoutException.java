package org.hepto.daeman;

import java.time.Duration;

/** Says that a condition did not hold in time, which one, and why not. */
public final class ConditionTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConditionTimeoutException(String missing, Duration timeout) {
        super("timed out after %s waiting for %s".formatted(Lines.seconds(timeout), missing));
    }
}
