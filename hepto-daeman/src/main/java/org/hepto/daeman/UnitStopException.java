package org.hepto.daeman;

import java.util.List;

/** Says which units could not be stopped cleanly: one suppressed exception for each, in the order of stopping. */
public final class UnitStopException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnitStopException(List<StopFailure> failures) {
        super("not stopped cleanly: "
                + String.join("; ", failures.stream().map(StopFailure::line).toList()));
        failures.forEach(failure -> addSuppressed(failure.cause()));
    }

    /** One unit that did not stop as it should. */
    record StopFailure(String unit, Throwable cause) {
        String line() {
            return unit + ": " + Lines.of(cause);
        }
    }
}
