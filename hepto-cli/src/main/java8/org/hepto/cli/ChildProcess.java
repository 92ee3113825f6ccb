package org.hepto.cli;

import java.io.IOException;
import java.util.List;

/** Runs a command on this terminal and ends it when this process is ended. */
final class ChildProcess {
    private ChildProcess() {}

    /** Runs the command and returns its exit code. */
    static int run(List<String> command) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(command).inheritIO().start();
        Thread passOn = new Thread(
                () -> {
                    child.destroy();
                    awaitEnd(child);
                },
                "pass on the signal");
        Runtime.getRuntime().addShutdownHook(passOn);
        return child.waitFor();
    }

    private static void awaitEnd(Process child) {
        try {
            child.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
