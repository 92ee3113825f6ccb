package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BoundedLogTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final BoundedLog log =
            new BoundedLog(LoggerFactory.getLogger(BoundedLogTest.class), 2, Duration.ofMinutes(1), "there are more");

    private void warn(String line, long seconds) {
        log.warn(line, NOW.plusSeconds(seconds));
    }

    @Test
    void whatIsTooMuchIsSaidInOneLineUntilTheIntervalEnds() {
        try (LogLines lines = new LogLines(BoundedLogTest.class)) {
            warn("a {}", 0);
            warn("b", 1);
            warn("c", 2);
            warn("d", 59);
            assertThat(lines.all()).containsExactly("a {}", "b", "there are more");
            warn("e", 60);
            assertThat(lines.last()).isEqualTo("e");
        }
    }

    @Test
    void clockThatWasSetBackDoesNotSilenceIt() {
        try (LogLines lines = new LogLines(BoundedLogTest.class)) {
            for (int i = 0; i < 5; i++) {
                warn("before", 1_000_000);
            }
            warn("after", 0);
            assertThat(lines.last()).isEqualTo("after");
        }
    }
}
