package org.hepto.selfcontain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.hepto.utils.Errno;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Linux;

/**
 * Reads files of the host as they are now, from inside its node, which does not see them: through the host's root directory
 * that the launcher has opened and left to the daemon. Any thread may use it.
 */
public final class HostFiles {
    /** Of a file, in bytes; what is behind it is not read. */
    private static final int MOST = 1 << 16;

    private final int root;

    private HostFiles(int root) {
        this.root = root;
    }

    /** Returns those of the host of this container; empty in a program that init did not start, such as a test. */
    public static Optional<HostFiles> inherited() {
        return inherited(Container.HOST_ROOT_FD);
    }

    static Optional<HostFiles> inherited(int fd) {
        return Files.isDirectory(of(fd)) ? Optional.of(new HostFiles(fd)) : Optional.empty();
    }

    /**
     * Returns the text of a file, byte by byte as ISO 8859-1; empty if there is none. Links lead where they do on the host.
     *
     * @param path absolute
     */
    public Optional<String> read(Path path) throws IOException {
        int fd;
        try {
            fd = Linux.openBelow(root, path.toString());
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
        try (InputStream in = Files.newInputStream(of(fd))) {
            return Optional.of(new String(in.readNBytes(MOST), StandardCharsets.ISO_8859_1));
        } finally {
            Linux.close(fd);
        }
    }

    private static Path of(int fd) {
        return Path.of("/proc/self/fd", Integer.toString(fd));
    }
}
