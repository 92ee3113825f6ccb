package org.hepto.sml;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Things that happen on other threads, collected so that a test can wait for them. */
class Events<T> {

    /** Generous: the machine may be loaded. */
    private static final long PATIENCE = 120_000;

    private final List<T> seen = new ArrayList<>();

    synchronized void add(T event) {
        seen.add(event);
        notifyAll();
    }

    synchronized List<T> all() {
        return List.copyOf(seen);
    }

    /** The first event that fits, when it has come. */
    synchronized T await(String what, Predicate<T> fits) {
        long deadline = System.nanoTime() / 1_000_000 + PATIENCE;
        while (true) {
            for (T event : seen) {
                if (fits.test(event)) {
                    return event;
                }
            }
            long left = deadline - System.nanoTime() / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("no " + what + " among " + seen);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    static void until(String what, java.util.function.BooleanSupplier holds) {
        long deadline = System.nanoTime() / 1_000_000 + PATIENCE;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() / 1_000_000 > deadline) {
                throw new AssertionError("never: " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
