package org.hepto.daeman;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/**
 * Tells the time: the wall clock for what is shown, a steady one for what is measured, and timers.
 *
 * <p>A step of the wall clock changes neither time-outs nor backoff. Tests pass one that they move by hand.
 */
public interface Time extends InstantSource {
    /** Returns the wall clock. */
    @Override
    Instant instant();

    /** Returns a steady count of nanoseconds, as {@link System#nanoTime}: only differences have a meaning. */
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

    /** Returns the time of this machine. */
    static Time system() {
        return SystemTime.INSTANCE;
    }

    /** Stands for a task that is still to run. */
    @FunctionalInterface
    interface Timer {
        /** Keeps the task from running if it hasn't begun. */
        void cancel();
    }
}
