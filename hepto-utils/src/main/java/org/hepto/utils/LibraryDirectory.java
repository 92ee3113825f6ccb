package org.hepto.utils;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds where JNR can unpack its library and load it. By itself it takes {@code java.io.tmpdir}, and hardened hosts mount
 * {@code /tmp} noexec, many of them the other places for temporary files as well.
 */
final class LibraryDirectory {
    private static final String PROPERTY = "jffi.extract.dir";

    /** Where only root writes, or everyone in a directory that keeps others from deleting. */
    private static final List<String> PLACES = List.of("/run", "/dev/shm", "/var/tmp", "/var/lib");

    private static final int MOUNT_POINT = 4;
    private static final int OPTIONS = 5;

    private LibraryDirectory() {}

    /** Chooses one for this process, unless its command line has; called before JNR is first used. */
    static void choose() {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        Stream<String> candidates = Stream.concat(
                Stream.concat(Stream.of(System.getProperty("java.io.tmpdir")), PLACES.stream()),
                Stream.of(System.getProperty("user.home")));
        List<Path> writable = candidates
                .flatMap(name -> real(Path.of(name)))
                .filter(Files::isDirectory)
                .filter(Files::isWritable)
                .toList();
        find(mounts(), writable).ifPresent(found -> System.setProperty(PROPERTY, found.toString()));
    }

    private static Stream<Path> real(Path path) {
        try {
            return Stream.of(path.toRealPath());
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static List<String> mounts() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of(); // JNR will tell
        }
    }

    /**
     * Returns the first of the directories that programs may be run from.
     *
     * @param mounts the lines of {@code /proc/self/mountinfo}, see proc_pid_mountinfo(5)
     */
    static Optional<Path> find(List<String> mounts, List<Path> directories) {
        return directories.stream()
                .filter(directory -> !isNoexec(mounts, directory))
                .findFirst();
    }

    /** Looks at the mount that is nearest above; the last one of several at one place covers the others. */
    private static boolean isNoexec(List<String> mounts, Path directory) {
        return mounts.stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > OPTIONS && directory.startsWith(fields[MOUNT_POINT]))
                .reduce((nearest, other) ->
                        other[MOUNT_POINT].length() >= nearest[MOUNT_POINT].length() ? other : nearest)
                .filter(fields -> List.of(fields[OPTIONS].split(",", -1)).contains("noexec"))
                .isPresent();
    }
}
