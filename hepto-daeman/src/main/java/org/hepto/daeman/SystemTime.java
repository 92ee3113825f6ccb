package org.hepto.daeman;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** Real time. A timer is a sleeping virtual thread: nothing is kept and nothing ticks when there is none. */
enum SystemTime implements Time {
    INSTANCE;

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        AtomicBoolean taken = new AtomicBoolean();
        Thread thread = Thread.ofVirtual().name("daeman-timer").start(() -> {
            if (slept(delay) && taken.compareAndSet(false, true)) {
                task.run();
            }
        });
        return () -> {
            if (taken.compareAndSet(false, true)) {
                thread.interrupt();
            }
        };
    }

    private static boolean slept(Duration delay) {
        try {
            Thread.sleep(delay);
            return true;
        } catch (InterruptedException cancelled) {
            return false;
        }
    }
}
