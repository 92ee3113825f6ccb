package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void interruptsWhatHangs() throws InterruptedException {
        boolean interrupted = false;
        try (Watchdog _ = new Watchdog("this test", Duration.ofMillis(10))) {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        assertThat(interrupted).isTrue();
    }

    @Test
    void leavesTheRestAlone() {
        try (Watchdog _ = new Watchdog("this test", Duration.ofMinutes(1))) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
