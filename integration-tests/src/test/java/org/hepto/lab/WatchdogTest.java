package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void interruptsWhatHangs() throws InterruptedException {
        boolean interrupted = false;
        List<String> report = new CopyOnWriteArrayList<>();
        try (Watchdog _ = new Watchdog("this test", Duration.ofMillis(10), report::add)) {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        assertThat(interrupted).isTrue();
        assertThat(String.join("\n", report)).startsWith("lab: this test").contains("interruptsWhatHangs");
    }

    @Test
    void leavesTheRestAlone() {
        try (Watchdog _ = new Watchdog("this test", Duration.ofMinutes(1))) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
