package org.hepto.services.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineEncoderTest {
    private static String encode(@Nullable Throwable cause) {
        Logger logger = new LoggerContext().getLogger("org.hepto.services.units.PodNetwork");
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, "no range for {}", cause, new Object[] {"n1"});
        event.setInstant(Instant.parse("2030-01-01T00:00:00.123Z"));
        return new String(new LineEncoder().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void aLineHasTimeLevelAndClass() {
        assertThat(encode(null)).isEqualTo("2030-01-01T00:00:00.123Z WARN PodNetwork: no range for n1\n");
    }

    @Test
    void aFailureFollowsItsLine() {
        assertThat(encode(new IOException("no space left")))
                .startsWith("2030-01-01T00:00:00.123Z WARN PodNetwork: no range for n1\n")
                .contains("java.io.IOException: no space left\n")
                .contains("at org.hepto.services.daemon.LineEncoderTest.");
    }
}
