package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AskedTest {
    private final StandingContext context = new StandingContext();
    private final Asked asked = Asked.at(context.time());

    private void pass(Duration time) {
        context.now = context.now.plus(time);
        context.nanoTime += time.toNanos();
    }

    @Test
    void requestIsRenewedEachHour() {
        pass(Duration.ofHours(1));
        assertThat(asked.isOutdated(context.time())).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(asked.isOutdated(context.time())).isTrue();
    }

    @Test
    void requestOfAClockThatIsSetForwardsIsRenewedAtOnce() {
        pass(Duration.ofSeconds(30));
        context.now = context.now.plus(Duration.ofDays(3));
        assertThat(asked.isOutdated(context.time())).isTrue();
    }

    @Test
    void requestOfAClockThatIsSetBackIsRenewedAtOnce() {
        pass(Duration.ofSeconds(30));
        context.now = context.now.minus(Duration.ofDays(3));
        assertThat(asked.isOutdated(context.time())).isTrue();
    }

    @Test
    void secondsThatAClockIsOffAreNoReason() {
        pass(Duration.ofSeconds(30));
        context.now = context.now.plus(Duration.ofSeconds(20));
        assertThat(asked.isOutdated(context.time())).isFalse();
    }
}
