package org.hepto.daeman;

import java.time.Duration;

/** A condition did not hold in time; the message says which and why not. */
public final class ConditionTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConditionTimeoutException(String missing, Duration timeout) {
        super("waited %s in vain for %s".formatted(Lines.seconds(timeout), missing));
    }
}
