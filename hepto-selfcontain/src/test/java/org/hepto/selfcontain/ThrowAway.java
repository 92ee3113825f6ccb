package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.hepto.utils.Linux;
import org.opentest4j.TestAbortedException;

/** Namespaces that end with the thread that runs a test in them. */
final class ThrowAway {
    private ThrowAway() {}

    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Runs it on a platform thread in new namespaces; nothing of it is seen outside. */
    static void run(int namespaces, Action action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform().name("throw-away").start(() -> {
            try {
                Linux.unshare(namespaces);
                if ((namespaces & Linux.CLONE_NEWNS) != 0) {
                    Mounts.makePrivate("/");
                }
                action.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TestAbortedException aborted) {
                throw aborted;
            }
            throw e.getCause() instanceof AssertionError error ? error : new AssertionError(e.getCause());
        }
    }

    /** What a program says, run in the namespaces of the calling thread. */
    static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
