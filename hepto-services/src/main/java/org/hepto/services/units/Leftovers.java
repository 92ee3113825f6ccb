package org.hepto.services.units;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Planes of an earlier daemon that cannot be taken over: they end by themselves, but a new daemon does not wait for that.
 */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final int SECONDS = 10;

    private Leftovers() {}

    /** Kills those of a name and waits until their ports and files are free. */
    static void kill(String plane) throws IOException, InterruptedException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (isPlane(process, plane)) {
                    end(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
    }

    private static void end(long pid) throws InterruptedException {
        LOG.info("killing process {} of an earlier daemon", pid);
        ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
        if (handle != null && handle.destroyForcibly()) {
            try {
                handle.onExit().get(SECONDS, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
                LOG.warn("process {} does not end", pid);
            }
        }
    }

    /** The mark alone would not do: shims inherit it. */
    static boolean isPlane(Path process, String plane) {
        return strings(process.resolve("environ")).contains(PlaneProcess.MARK + "=" + plane)
                && strings(process.resolve("cmdline")).stream()
                        .skip(1)
                        .findFirst()
                        .equals(java.util.Optional.of("plane"));
    }

    /** The strings of a file of /proc; none when the process is gone. */
    private static List<String> strings(Path file) {
        try {
            return Arrays.asList(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
