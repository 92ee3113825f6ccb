package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hepto.daeman.Time;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final Semaphore begun = new Semaphore(0);
    private @Nullable Rounds rounds;

    private Rounds start(Duration pause, Rounds.Round round) {
        Rounds started = new Rounds("test", Time.system(), pause, round);
        rounds = started;
        started.start();
        return started;
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (rounds != null) {
            rounds.stop();
        }
    }

    private boolean begins() throws InterruptedException {
        return begun.tryAcquire(1, TimeUnit.MINUTES);
    }

    @Test
    void firstRoundComesAtOnceAndOthersWhenWoken() throws InterruptedException {
        Rounds started = start(NEVER, begun::release);
        assertThat(begins()).isTrue();
        started.wake();
        assertThat(begins()).isTrue();
    }

    @Test
    void pauseEndsByItself() throws InterruptedException {
        start(Duration.ofMillis(1), begun::release);
        for (int i = 0; i < 3; i++) {
            assertThat(begins()).isTrue();
        }
    }

    @Test
    void wakesDuringARoundAreOneMoreRound() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        Rounds started = start(NEVER, () -> {
            count.incrementAndGet();
            begun.release();
            go.await();
        });
        assertThat(begins()).isTrue();
        started.wake();
        started.wake();
        go.countDown();
        assertThat(begins()).isTrue();
        assertThat(count).hasValue(2);
    }

    @Test
    void roundThatFailsIsFollowedByOthers() throws InterruptedException {
        Rounds started = start(NEVER, () -> {
            begun.release();
            throw new IOException("no");
        });
        assertThat(begins()).isTrue();
        started.wake();
        assertThat(begins()).isTrue();
    }

    @Test
    void stopInterruptsTheRoundThatRuns() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Rounds started = start(NEVER, () -> {
            begun.release();
            try {
                TimeUnit.DAYS.sleep(1);
            } finally {
                interrupted.countDown();
            }
        });
        assertThat(begins()).isTrue();
        started.stop();
        assertThat(interrupted.getCount()).isZero();
    }
}
