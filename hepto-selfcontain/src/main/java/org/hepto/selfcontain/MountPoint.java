package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Finds the places below a root at which something is to be mounted, and makes those that are missing. Links on the way are
 * refused: pods write in the root, and a link of theirs would lead the launcher to a file of the host.
 */
final class MountPoint {
    private MountPoint() {}

    /** Returns a directory below the root. */
    static Path directory(Path root, Path relative) throws IOException {
        Path directory = root;
        for (Path name : relative) {
            directory = directory.resolve(name);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                requireFree(directory);
                Files.createDirectory(directory);
            }
        }
        return directory;
    }

    /** Returns a regular file below the root. */
    static Path file(Path root, Path relative) throws IOException {
        Path parent = relative.getParent();
        Path file = (parent == null ? root : directory(root, parent)).resolve(relative.getFileName());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            requireFree(file);
            Files.createFile(file);
        }
        return file;
    }

    private static void requireFree(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is in the way of a mount; remove it");
        }
    }
}
