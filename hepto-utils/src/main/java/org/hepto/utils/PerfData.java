package org.hepto.utils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Removes the file in which HotSpot shows its counters to jstat, {@code /tmp/hsperfdata_<user>/<pid>}. A JVM removes it when it
 * exits, but not when it becomes another program.
 */
public final class PerfData {
    private PerfData() {}

    /** Removes the file of this JVM, and the directory when it is the last; to be called before execve. */
    public static void remove() {
        Path directory = Path.of("/tmp", "hsperfdata_" + System.getProperty("user.name"));
        try {
            Files.deleteIfExists(
                    directory.resolve(Long.toString(ProcessHandle.current().pid())));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            return; // other JVMs of this user run
        }
    }
}
