package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystemTimeTest {
    private final Time time = Time.system();

    @Test
    void runsATaskAfterTheDelay() throws Exception {
        long begin = time.nanoTime();
        CountDownLatch ran = new CountDownLatch(1);
        time.schedule(Duration.ofMillis(5), ran::countDown);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(time.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(5));
    }

    @Test
    void aCancelledTaskDoesNotRun() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        time.schedule(Duration.ofMillis(5), ran::countDown).cancel();
        assertThat(ran.await(20, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void sleepsAndTellsTheTime() throws Exception {
        Instant before = time.instant();
        time.sleep(Duration.ofMillis(2));
        assertThat(time.instant()).isAfter(before);
    }
}
