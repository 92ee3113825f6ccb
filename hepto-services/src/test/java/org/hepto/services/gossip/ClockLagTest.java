package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockLagTest {
    private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
    private static final ClockLag LAG = ClockLag.of("n7", Duration.ofDays(3), NOW, 0);

    @Test
    void isWorthALineWhileTheClockIsWrong() {
        assertThat(LAG.line(NOW, 0))
                .contains("this node's clock is 3 days behind that of n7: set one of the two right");
        assertThat(LAG.line(NOW.plus(Duration.ofHours(1)), Duration.ofHours(1).toNanos()))
                .as("it is as wrong still")
                .isPresent();
        assertThat(ClockLag.NONE.line(NOW, 0)).isEmpty();
    }

    @Test
    void isOverWhenTheClockIsSetRight() {
        Instant right = NOW.plus(Duration.ofDays(3));
        assertThat(LAG.line(right, Duration.ofMinutes(1).toNanos())).isEmpty();
        assertThat(LAG.line(right.minus(Duration.ofHours(30)), 0))
                .as("set, but not right")
                .contains("this node's clock is 30 hours behind that of n7: set one of the two right");
    }

    @Test
    void isOverWhenTheOtherClockIsSetRight() {
        Duration later = Duration.ofHours(2).plusMinutes(1);
        assertThat(LAG.line(NOW.plus(later), later.toNanos()))
                .as("the map would have told again within an hour")
                .isEmpty();
    }
}
