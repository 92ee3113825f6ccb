package org.hepto.services.units;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Errors;

/**
 * Keeps which nodes are being forgotten, and how far that is, over a restart of the daemon.
 *
 * @param path there only while something is to be done
 */
record RevocationFile(Path path) {
    /**
     * Reads what was written.
     *
     * @throws ConfigException if it is torn
     */
    Revocation read() {
        if (!Files.exists(path)) {
            return Revocation.NONE;
        }
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(path)));
            return new Revocation(
                    names(properties, "queued"),
                    names(properties, "leaving"),
                    time(properties, "replaced"),
                    time(properties, "settled"));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new ConfigException(
                    "%s is corrupt (%s); remove it, then forget the nodes again that were being forgotten"
                            .formatted(path, Errors.line(e)),
                    e);
        }
    }

    private static SortedSet<String> names(Properties properties, String key) {
        return Stream.of(properties.getProperty(key, "").split(","))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<Instant> time(Properties properties, String key) {
        return Optional.of(properties.getProperty(key, ""))
                .filter(text -> !text.isEmpty())
                .map(Instant::parse);
    }

    /** Writes it. Returns when it is on the disk. */
    void write(Revocation revocation) throws IOException {
        if (revocation.equals(Revocation.NONE)) {
            Files.deleteIfExists(path);
            return;
        }
        Files.createDirectories(path.getParent());
        AtomicFile.write(
                path,
                """
                # nodes that are being forgotten, and how far that is; do not edit
                queued=%s
                leaving=%s
                replaced=%s
                settled=%s
                """.formatted(
                                String.join(",", revocation.queued()),
                                String.join(",", revocation.leaving()),
                                revocation.replaced().map(Instant::toString).orElse(""),
                                revocation.settled().map(Instant::toString).orElse("")),
                0600);
    }
}
