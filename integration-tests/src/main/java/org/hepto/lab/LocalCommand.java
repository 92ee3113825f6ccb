package org.hepto.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Runs a tool of the machine, not of a host. */
final class LocalCommand {
    private static final List<String> SHELL = List.of("/bin/sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; exec \"$@\"", "sh");

    /** Held while a process of this JVM is started, by whatever means. */
    static final ReentrantLock STARTS = new ReentrantLock();

    private LocalCommand() {}

    /**
     * Starts a process while no host is started. The JDK makes its pipes without close-on-exec: a host that is spawned
     * meanwhile would hold the writing end, and the output would not end before the host does.
     */
    private static Process start(ProcessBuilder builder) throws IOException {
        STARTS.lock();
        try {
            return builder.start();
        } finally {
            STARTS.unlock();
        }
    }

    /** The output, standard error included; {@link LabException} if it failed. */
    static String run(String... command) {
        List<String> line = new ArrayList<>(SHELL);
        line.addAll(List.of(command));
        try {
            Process process = start(new ProcessBuilder(line).redirectErrorStream(true));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new LabException("%s: exit code %d: %s".formatted(List.of(command), code, output.strip()));
            }
            return output;
        } catch (IOException e) {
            throw new LabException("%s: %s".formatted(List.of(command), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
