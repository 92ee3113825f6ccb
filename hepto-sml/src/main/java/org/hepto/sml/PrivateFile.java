package org.hepto.sml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Reads and replaces small files that only their owner may read. */
final class PrivateFile {

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    /**
     * Reads a file, if there is one; throws {@link ClusterException} if it cannot be read.
     *
     * @param what it is, for people
     */
    static Optional<String> read(String what, Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ClusterException("cannot read %s %s: %s".formatted(what, file, e), e);
        }
    }

    /**
     * Replaces a file, which is on the disk afterwards; throws {@link ClusterException}, and leaves the old one, on failure.
     * What has these bytes already is left as it is: a full disk must not keep a node from its start.
     */
    static void write(String what, Path file, byte[] bytes) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            if (holds(file, bytes)) {
                return;
            }
            Files.deleteIfExists(next);
            create(next, bytes);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory(file);
        } catch (IOException e) {
            throw new ClusterException("cannot write %s %s: %s".formatted(what, file, e), e);
        }
    }

    /** Whether a file has exactly these bytes, and nobody but its owner may read it. */
    private static boolean holds(Path file, byte[] bytes) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && MODE.containsAll(Files.getPosixFilePermissions(file))
                && Files.size(file) == bytes.length
                && Arrays.equals(Files.readAllBytes(file), bytes);
    }

    /** A new name is on the disk only when its directory is. */
    private static void syncDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void create(Path path, byte[] bytes) throws IOException {
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(MODE);
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
