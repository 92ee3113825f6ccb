package org.hepto.daeman;

import java.time.Duration;
import java.util.Optional;

/** Holds when a check says so; keeps the reason of a check that threw. */
record PollCondition(String description, Duration interval, Check check) implements Condition {
    @Override
    public Optional<String> missing() throws InterruptedException {
        try {
            return check.holds() ? Optional.empty() : Optional.of(description);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Optional.of(description + " (" + Lines.of(e) + ")");
        }
    }
}
