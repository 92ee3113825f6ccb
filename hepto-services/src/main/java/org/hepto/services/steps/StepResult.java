package org.hepto.services.steps;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What came of a step. */
public sealed interface StepResult {
    /** A step that has nothing more to tell than a line. */
    record Done(String text) implements StepResult {
        /** A step with nothing to tell. */
        public static final Done SILENT = new Done("");
    }

    /**
     * A certificate for another node.
     *
     * @param certificate PEM
     * @param renewAt when it is due
     */
    record Signed(String certificate, Instant renewAt) implements StepResult {}

    /**
     * What a round of issuing did.
     *
     * @param changed names of the certificates that are others now
     * @param renewAt when the first of all is due
     */
    record Issued(List<String> changed, Instant renewAt) implements StepResult {
        /** Returns how long to wait for the next round: until something is due, but never for long. */
        public Duration pause(Instant now, Duration most) {
            Duration untilDue = Duration.between(now, renewAt);
            return untilDue.compareTo(most) > 0 ? most : untilDue.isPositive() ? untilDue : Duration.ofSeconds(1);
        }
    }
}
