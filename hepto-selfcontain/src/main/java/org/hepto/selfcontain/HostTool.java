package org.hepto.selfcontain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs of the host, whatever PATH says: {@code su} without {@code -} leaves /usr/sbin out on Debian. */
public final class HostTool {
    /** For programs of root, see hier(7). */
    private static final List<String> OF_ROOT = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private HostTool() {}

    /** Returns the program of that name in the directories of PATH, then in those for root. */
    public static Optional<Path> find(String name) {
        return find(name, System.getenv().getOrDefault("PATH", "/usr/bin:/bin"), OF_ROOT);
    }

    static Optional<Path> find(String name, String path, List<String> more) {
        return Stream.concat(Stream.of(path.split(":", -1)), more.stream())
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
