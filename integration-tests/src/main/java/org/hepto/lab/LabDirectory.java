package org.hepto.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folder of one lab; those of JVMs that were killed are removed when the next lab is made. */
final class LabDirectory implements AutoCloseable {
    private static final String NAME = "hepto-lab-";

    private final Path path;

    LabDirectory() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            removeLeftovers(parent);
            path = Files.createTempDirectory(
                    parent, NAME + ProcessHandle.current().pid() + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path subdirectory(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeLeftovers(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            all.filter(LabDirectory::isLeftover).forEach(LabDirectory::remove);
        }
    }

    private static boolean isLeftover(Path path) {
        String name = path.getFileName().toString();
        return name.matches(NAME + "[0-9]+-.*")
                && ProcessHandle.of(Long.parseLong(name.split("-", 4)[2])).isEmpty();
    }

    private static void remove(Path path) {
        LocalCommand.run("rm", "-rf", path.toString());
    }

    @Override
    public void close() {
        remove(path);
    }
}
