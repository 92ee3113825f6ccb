package org.hepto.services.helper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Time;
import org.junit.jupiter.api.Test;

class HeldConditionTest {
    private boolean ready;
    private long nanos;

    private final Condition held = new HeldCondition(
            Condition.poll("readyz", Duration.ofMillis(250), () -> ready), Duration.ofSeconds(10), new ByHand());

    private final class ByHand implements Time {
        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
        }
    }

    private Optional<String> lookAfter(int seconds, boolean isReady) throws InterruptedException {
        nanos += Duration.ofSeconds(seconds).toNanos();
        ready = isReady;
        return held.missing();
    }

    @Test
    void holdsWhenItHasHeldForLongEnough() throws Exception {
        assertThat(lookAfter(0, true)).contains("only for 0 s yet");
        assertThat(lookAfter(9, true)).contains("only for 9 s yet");
        assertThat(lookAfter(1, true)).isEmpty();
        assertThat(held.description()).isEqualTo("readyz for 10 s");
    }

    @Test
    void beginsAnewWhenItDidNotHold() throws Exception {
        assertThat(lookAfter(100, false)).isPresent();
        assertThat(lookAfter(0, true)).isPresent();
        assertThat(lookAfter(9, false)).isPresent();
        assertThat(lookAfter(1, true)).contains("only for 0 s yet");
        assertThat(lookAfter(10, true)).isEmpty();
    }
}
