package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesUpToTheMost() {
        assertThat(IntStream.rangeClosed(1, 7).mapToObj(Backoff.STANDARD::delay))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void settingsHaveNames() {
        Backoff quick = Backoff.STANDARD.first(Duration.ofMillis(10)).most(Duration.ofMillis(20));
        assertThat(quick.delay(9)).isEqualTo(Duration.ofMillis(20));
        assertThat(quick.resetAfter(Duration.ZERO).resetAfter()).isZero();
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> Backoff.STANDARD.most(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void neverShrinksAndNeverExceedsTheMost(
            @ForAll @IntRange(min = 1, max = 1_000_000) int failures,
            @ForAll @IntRange(min = 0, max = 5000) int first) {
        Backoff backoff = Backoff.STANDARD.first(Duration.ofMillis(first));
        Duration delay = backoff.delay(failures);
        assertThat(delay).isBetween(backoff.first(), backoff.most());
        assertThat(backoff.delay(failures + 1)).isGreaterThanOrEqualTo(delay);
    }
}
