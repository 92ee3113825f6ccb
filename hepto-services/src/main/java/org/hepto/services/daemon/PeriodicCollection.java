package org.hepto.services.daemon;

import java.time.Duration;

/**
 * Collects garbage once a minute, in 20 ms. The young generation is so small that much is promoted before it dies, and a
 * JVM that is idle does not look at the old one until it is full: the heap would go to its limit and stay there.
 */
final class PeriodicCollection {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private PeriodicCollection() {}

    static void start() {
        Thread.ofVirtual().name("collection").start(PeriodicCollection::run);
    }

    private static void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                System.gc();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
