package org.hepto.services.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        return read().contains(print);
    }

    /** Adds one. Returns when it is on the disk. */
    public void add(String print) throws IOException {
        List<String> prints = new ArrayList<>(read());
        if (!prints.contains(print)) {
            prints.add(print);
            AtomicFile.write(path, String.join("\n", prints) + "\n", 0600);
        }
    }

    private List<String> read() {
        try {
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new ConfigException("cannot read %s: %s".formatted(path, Errors.line(e)), e);
        }
    }
}
