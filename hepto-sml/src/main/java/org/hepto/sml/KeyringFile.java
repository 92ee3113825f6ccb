package org.hepto.sml;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Keeps a keyring over a restart: a file with a key in hexadecimal on each line, the sealing one first, that its owner alone
 * can read. It is on the disk before a step counts, so a node never comes back with keys that the others have left behind.
 * For one thread.
 */
final class KeyringFile {

    private static final String WHAT = "the keyring";

    private final Path file;

    KeyringFile(Path file) {
        this.file = file;
    }

    /** Reads the keys of the file, or takes those given if there is none; throws {@link ClusterException} on failure. */
    Keyring loadOr(Keyring initial) {
        return PrivateFile.read(WHAT, file).map(text -> parsed(text, initial)).orElse(initial);
    }

    private Keyring parsed(String text, Keyring initial) {
        try {
            Keyring kept = Keyring.ofLines(text);
            return kept.keys().isEmpty() ? initial : kept;
        } catch (IllegalArgumentException e) {
            throw new ClusterException(
                    "%s is no keyring (a key in hexadecimal on each line): remove it, and give the cluster's key"
                            .formatted(file),
                    e);
        }
    }

    /** Replaces the file; throws {@link ClusterException}, and leaves the old one, if that is not possible. */
    void save(Keyring ring) {
        PrivateFile.write(WHAT, file, ring.toLines().getBytes(StandardCharsets.US_ASCII));
    }
}
