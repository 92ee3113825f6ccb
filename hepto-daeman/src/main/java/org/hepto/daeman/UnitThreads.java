package org.hepto.daeman;

/** Where the calls to units run. Tests run them by hand. */
@FunctionalInterface
interface Launcher {
    /** Runs the task later, on a thread of that name; returns at once. */
    void launch(String name, Runnable task);

    /** A new virtual thread for each call. */
    static Launcher virtualThreads() {
        return (name, task) -> Thread.ofVirtual().name(name).start(task);
    }
}
