package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void aMessageIsEnough() {
        assertThat(Lines.of(new IOException("exit code 1\nstack"))).isEqualTo("exit code 1");
    }

    @Test
    void filesAreNotTheWholeStory() {
        assertThat(Lines.of(new NoSuchFileException("/etc/x"))).isEqualTo("no such file: /etc/x");
        assertThat(Lines.of(new AccessDeniedException("/etc/x"))).isEqualTo("access denied: /etc/x");
    }

    @Test
    void aRefusedConnectionMayHaveNoMessage() {
        assertThat(Lines.of(new ConnectException())).isEqualTo("connection refused");
    }

    @Test
    void withoutMessageTheCauseOrTheNameOfTheClassHelps() {
        assertThat(Lines.of(new IOException(null, new IOException("deeper")))).isEqualTo("deeper");
        assertThat(Lines.of(new IOException(" "))).isEqualTo("IOException");
    }

    @Test
    void errorsOfTheLanguageKeepTheirName() {
        assertThat(Lines.of(new IllegalStateException("closed"))).isEqualTo("IllegalStateException: closed");
    }

    @Test
    void wrappersOfFuturesAreUnwrapped() {
        assertThat(Lines.of(new CompletionException(new IOException("refused"))))
                .isEqualTo("refused");
    }

    @Test
    void secondsHaveOneDigit() {
        assertThat(Lines.seconds(Duration.ofMillis(61_250))).isEqualTo("61.3 s");
    }
}
