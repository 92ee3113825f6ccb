package org.hepto.utils;

import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libc that hepto calls, with their C names unchanged; every one sets {@code errno}.
 *
 * <p>Calls that change the calling thread ({@code unshare}, {@code mount}, {@code setns}, {@code execve}) MUST be made
 * on a platform thread that ends afterwards: on a virtual thread they would poison its carrier. Use {@link Linux}, which
 * turns −1 into an {@link ErrnoException}.
 */
public interface LibC {
    int unshare(int flags);

    int setns(int fd, int type);

    int mount(@Nullable String source, String target, @Nullable String type, long flags, @Nullable String data);

    int umount2(String target, int flags);

    int umask(int mask);

    int mknod(String path, int mode, long device);

    int sethostname(String name, @size_t long length);

    int chdir(String path);

    int open(String path, int flags, int mode);

    int close(int fd);

    int dup2(int from, int to);

    int flock(int fd, int operation);

    int access(String path, int mode);

    int kill(int pid, int signal);

    int prctl(int option, long a, long b, long c, long d);

    int execve(String path, String[] arguments, String[] environment);

    int sigemptyset(@Out byte[] set);

    int pthread_sigmask(int how, @In byte[] set, @Out byte[] old);

    int socket(int domain, int type, int protocol);

    int setsockopt(int fd, int level, int name, @In byte[] value, int length);

    int statfs(String path, @Out byte[] buffer);

    @ssize_t
    long getxattr(String path, String name, @Out byte[] value, @size_t long size);

    @ssize_t
    long send(int fd, @In byte[] data, @size_t long length, int flags);

    @ssize_t
    long recv(int fd, @Out byte[] data, @size_t long length, int flags);

    int geteuid();

    String strerror(int errno);

    /** For the calls that glibc has no wrapper for; see {@link Syscall}. */
    long syscall(long number, String a, String b);

    long syscall(long number, int directory, String path, int flags, @In byte[] attributes, @size_t long size);

    long syscall(long number, int directory, String path, @In byte[] how, @size_t long size);

    long syscall(long number, int first, int last, int flags);
}
