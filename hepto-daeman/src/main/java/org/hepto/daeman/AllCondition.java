package org.hepto.daeman;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds when all parts do. */
record AllCondition(List<Condition> parts) implements Condition {
    @Override
    public String description() {
        return String.join(", ", parts.stream().map(Condition::description).toList());
    }

    @Override
    public Duration interval() {
        return parts.stream().map(Condition::interval).min(Duration::compareTo).orElse(Duration.ZERO);
    }

    @Override
    public Optional<String> missing() throws InterruptedException {
        List<String> missing = new ArrayList<>();
        for (Condition part : parts) {
            part.missing().ifPresent(missing::add);
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", missing));
    }
}
