package org.hepto.lab;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Interrupts the thread that made it if it is not closed in time, and tells what every thread was doing. */
final class Watchdog implements AutoCloseable {
    private final Thread watched = Thread.currentThread();
    private final String what;
    private final Consumer<String> report;
    private final Thread thread;
    private volatile boolean barked;

    Watchdog(String what, Duration limit) {
        this(what, limit, System.err::println);
    }

    Watchdog(String what, Duration limit, Consumer<String> report) {
        this.what = what;
        this.report = report;
        thread = Thread.ofPlatform().name("lab-watchdog").daemon().start(() -> watch(limit));
    }

    private void watch(Duration limit) {
        try {
            Thread.sleep(limit);
        } catch (InterruptedException e) {
            return;
        }
        report.accept("lab: %s takes longer than %d s".formatted(what, limit.toSeconds()));
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            report.accept(entry.getKey().toString());
            for (StackTraceElement element : entry.getValue()) {
                report.accept("    at " + element);
            }
        }
        barked = true;
        watched.interrupt();
    }

    @Override
    public void close() {
        thread.interrupt();
        // what cleans up after the test must not be interrupted as well
        boolean interrupted = Thread.interrupted();
        boolean ended = false;
        while (!ended) {
            try {
                thread.join();
                ended = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted && !barked) {
            Thread.currentThread().interrupt();
        }
    }
}
