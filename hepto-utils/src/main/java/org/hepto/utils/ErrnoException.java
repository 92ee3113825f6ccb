package org.hepto.utils;

import java.io.IOException;

/** Reports a system call or netlink request that failed: the call with its arguments, and the kernel's {@code errno}. */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * Makes the exception of a call.
     *
     * @param call the call with its arguments, as a reader of strace would expect it
     * @param errno positive, see errno(3)
     */
    public ErrnoException(String call, int errno) {
        super(call + ": " + Linux.describe(errno));
        this.errno = errno;
    }

    /** Returns the kernel's error number, positive; compare with {@link Errno}. */
    public int errno() {
        return errno;
    }
}
