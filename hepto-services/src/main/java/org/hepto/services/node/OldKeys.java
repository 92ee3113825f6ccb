package org.hepto.services.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Errors;

/**
 * Which keys were the cluster's before, or are being replaced, by their prints, which reveal nothing: a file of the master's.
 * So an old key file is told from one of another cluster.
 *
 * @param path there from the first change on
 */
public record OldKeys(Path path) {
    /** Tells whether a key is among them. */
    public boolean contains(String print) {
        return prints().contains(print);
    }

    /** Adds one. Returns when it is on the disk. */
    public void add(String print) throws IOException {
        Set<String> prints = new LinkedHashSet<>(prints());
        if (prints.add(print)) {
            AtomicFile.write(path, String.join("\n", prints) + "\n", 0600);
        }
    }

    /** Returns all of them, the first one first. */
    public Set<String> prints() {
        try {
            return Files.exists(path) ? new LinkedHashSet<>(Files.readAllLines(path)) : Set.of();
        } catch (IOException e) {
            throw new ConfigException("cannot read %s: %s".formatted(path, Errors.line(e)), e);
        }
    }
}
