package org.hepto.lab;

import java.time.Duration;
import java.util.Map;

/** Interrupts the thread that made it if it is not closed in time, and tells what every thread was doing. */
final class Watchdog implements AutoCloseable {
    private final Thread watched = Thread.currentThread();
    private final String what;
    private final Thread thread;

    Watchdog(String what, Duration limit) {
        this.what = what;
        thread = Thread.ofPlatform().name("lab-watchdog").daemon().start(() -> watch(limit));
    }

    private void watch(Duration limit) {
        try {
            Thread.sleep(limit);
        } catch (InterruptedException e) {
            return;
        }
        System.err.printf("lab: %s takes longer than %d s%n", what, limit.toSeconds());
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            System.err.println(entry.getKey());
            for (StackTraceElement element : entry.getValue()) {
                System.err.println("    at " + element);
            }
        }
        watched.interrupt();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
