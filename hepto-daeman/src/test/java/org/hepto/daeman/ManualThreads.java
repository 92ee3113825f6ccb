package org.hepto.daeman;

import java.util.ArrayList;
import java.util.List;

/** Keeps calls of units until a test runs them, on the thread of the test. */
final class ManualThreads implements UnitThreads {
    private final List<Runnable> tasks = new ArrayList<>();

    @Override
    public void launch(String name, Runnable task) {
        tasks.add(task);
    }

    int size() {
        return tasks.size();
    }

    /** Runs one of the waiting calls. */
    void run(int index) {
        tasks.remove(index).run();
    }

    /** Runs calls until none is left. */
    void runAll() {
        while (!tasks.isEmpty()) {
            run(0);
        }
    }
}
