package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.hepto.utils.Linux;

/**
 * Holds a data directory for one node. It is a flock(2), so it ends with the last process that has the descriptor,
 * however that ends, and survives execve, which Java's own file locks do not.
 */
public final class InstanceLock {
    private final int fd;

    private InstanceLock(int fd) {
        this.fd = fd;
    }

    /** Takes the lock in {@code file}, which is made if missing; empty if another process has it. */
    public static Optional<InstanceLock> tryTake(Path file) throws IOException {
        int fd = Linux.open(file.toString(), Linux.O_RDWR | Linux.O_CREAT | Linux.O_CLOEXEC, 0600);
        if (Linux.tryLock(fd)) {
            return Optional.of(new InstanceLock(fd));
        }
        Linux.close(fd);
        return Optional.empty();
    }

    int fd() {
        return fd;
    }
}
