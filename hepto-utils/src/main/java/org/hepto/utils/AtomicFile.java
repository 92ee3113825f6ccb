package org.hepto.utils;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Writes files that are there whole or not at all, even after a power cut: written beside their place with their final mode,
 * synced, renamed, and the directory synced.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes or replaces a file.
     *
     * @param mode permission bits, such as {@code 0600}; set before a byte is in the file, whatever the umask
     */
    public static void write(Path file, byte[] content, int mode) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("not a file name: " + file);
        }
        Path temporary = temporary(file);
        Files.deleteIfExists(temporary);
        Set<PosixFilePermission> permissions = permissions(mode);
        // the umask may only take bits away: created closed, then opened to the final mode while still empty
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.setPosixFilePermissions(temporary, permissions);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Returns what a power cut leaves beside a file that was being written; the next write replaces it. */
    public static Path temporary(Path file) {
        return file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".new");
    }

    /** The same for text in UTF-8. */
    public static void write(Path file, String content, int mode) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8), mode);
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromHighest = PosixFilePermission.values();
        for (int i = 0; i < fromHighest.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                permissions.add(fromHighest[i]);
            }
        }
        return permissions;
    }
}
