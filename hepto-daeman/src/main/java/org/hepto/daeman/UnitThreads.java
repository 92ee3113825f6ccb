package org.hepto.daeman;

/** Runs the calls of units' code. Tests run them by hand. */
@FunctionalInterface
interface UnitThreads {
    /** Runs the task later, on a thread of that name; returns at once. */
    void launch(String name, Runnable task);

    /** A new virtual thread for each call. */
    static UnitThreads virtualThreads() {
        return (name, task) -> Thread.ofVirtual().name(name).start(task);
    }
}
