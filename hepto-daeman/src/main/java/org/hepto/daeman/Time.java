package org.hepto.daeman;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/**
 * Where time comes from: the wall clock for what is shown, a steady one for what is measured, and timers.
 *
 * <p>A step of the wall clock changes neither time-outs nor backoff. Tests pass one that they move by hand.
 */
public interface Time extends InstantSource {
    /** The wall clock. */
    @Override
    Instant instant();

    /** A steady count of nanoseconds, as {@link System#nanoTime}: only differences mean something. */
    long nanoTime();

    /** Runs the task once after the delay on a thread of the timer's choice; returns at once. */
    Timer schedule(Duration delay, Runnable task);

    /** Blocks the calling thread for the duration. */
    default void sleep(Duration duration) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Timer timer = schedule(duration, over::countDown);
        try {
            over.await();
        } finally {
            timer.cancel();
        }
    }

    /** The time of this machine. */
    static Time system() {
        return SystemTime.INSTANCE;
    }

    /** A task that is still to run. */
    @FunctionalInterface
    interface Timer {
        /** Keeps the task from running, if it has not begun. */
        void cancel();
    }
}
