package org.hepto.services.helper;

import java.time.Duration;
import java.util.Optional;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Time;
import org.jspecify.annotations.Nullable;

/** Holds when another condition has held at each look for so long. Used by one thread at a time. */
final class HeldCondition implements Condition {
    private final Condition condition;
    private final Duration length;
    private final Time time;
    private @Nullable Long since;

    HeldCondition(Condition condition, Duration length, Time time) {
        this.condition = condition;
        this.length = length;
        this.time = time;
    }

    @Override
    public String description() {
        return "%s for %d s".formatted(condition.description(), length.toSeconds());
    }

    @Override
    public Duration interval() {
        return condition.interval();
    }

    @Override
    public Optional<String> missing() throws InterruptedException {
        Optional<String> missing = condition.missing();
        if (missing.isPresent()) {
            since = null;
            return missing;
        }
        long now = time.nanoTime();
        long begin = since == null ? now : since;
        since = begin;
        Duration held = Duration.ofNanos(now - begin);
        return held.compareTo(length) >= 0 ? Optional.empty() : Optional.of("only for " + held.toSeconds() + " s yet");
    }
}
