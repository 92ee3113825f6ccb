package org.hepto.sml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Keeps a keyring over a restart: a file with a key in hexadecimal on each line, the sealing one first, that its owner alone
 * can read. It is on the disk before a step counts, so a node never comes back with keys that the others have left behind.
 * For one thread.
 */
final class KeyringFile {

    private final Path file;

    KeyringFile(Path file) {
        this.file = file;
    }

    /** The keys of the file, or those given if there is none; throws {@link ClusterException} if it cannot be read. */
    Keyring loadOr(Keyring initial) {
        if (!Files.exists(file)) {
            return initial;
        }
        try {
            List<Bytes> keys = Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(Bytes::hex)
                    .toList();
            return keys.isEmpty() ? initial : Keyring.of(keys);
        } catch (IOException e) {
            throw new ClusterException("cannot read the keyring %s: %s".formatted(file, e), e);
        } catch (IllegalArgumentException e) {
            throw new ClusterException(
                    "%s is no keyring (a key in hexadecimal on each line): remove it, and give the cluster's key"
                            .formatted(file),
                    e);
        }
    }

    /** Replaces the file; throws {@link ClusterException}, and leaves the old one, if that is not possible. */
    void save(Keyring ring) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        StringBuilder lines = new StringBuilder();
        ring.keys().forEach(key -> lines.append(key.toHex()).append('\n'));
        try {
            Files.deleteIfExists(next);
            write(next, lines.toString().getBytes(StandardCharsets.US_ASCII));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ClusterException("cannot write the keyring %s: %s".formatted(file, e), e);
        }
    }

    private static void write(Path path, byte[] bytes) throws IOException {
        FileAttribute<Set<PosixFilePermission>> mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(path, options, mode)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }
}
