package org.hepto.services.helper;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Time;

/** Waits for conditions and tells what is missing. How long that may take, the unit that has asked decides. */
final class Waiting {
    static final Duration INTERVAL = Duration.ofMillis(250);

    private final Consumer<String> missing;
    private String last = "";

    Waiting(Consumer<String> missing) {
        this.missing = missing;
    }

    /** Returns when the check holds. */
    void until(String description, Condition.Check check) throws InterruptedException {
        until(description, Duration.ZERO, check);
    }

    /** Returns when the check has held at each look for so long. */
    void until(String description, Duration held, Condition.Check check) throws InterruptedException {
        Condition condition = new HeldCondition(Condition.poll(description, INTERVAL, check), held, Time.system());
        Optional<String> gap = condition.missing();
        while (gap.isPresent()) {
            tell(gap.get());
            Thread.sleep(INTERVAL);
            gap = condition.missing();
        }
    }

    /** Tells what the step is at. */
    void tell(String line) {
        if (!line.equals(last)) {
            last = line;
            missing.accept(line);
        }
    }
}
