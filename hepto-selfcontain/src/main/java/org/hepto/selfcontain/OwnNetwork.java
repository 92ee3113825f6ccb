package org.hepto.selfcontain;

import org.hepto.utils.ErrnoException;
import org.hepto.utils.Linux;

/**
 * The network namespace of the thread that opens it, as the place where a link is born that is made elsewhere. It is to be
 * closed by the same thread.
 *
 * @param fd closed when a program is executed
 */
record OwnNetwork(int fd) implements AutoCloseable {
    static OwnNetwork open() throws ErrnoException {
        return new OwnNetwork(Linux.open("/proc/thread-self/ns/net", Linux.O_RDONLY | Linux.O_CLOEXEC, 0));
    }

    @Override
    public void close() throws ErrnoException {
        Linux.close(fd);
    }
}
