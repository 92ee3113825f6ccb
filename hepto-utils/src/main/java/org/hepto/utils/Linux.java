package org.hepto.utils;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/**
 * Calls {@link LibC} and turns its errors into exceptions. Stateless; any thread may call it, but the calls that change the calling
 * thread say so: they belong on a platform thread that ends afterwards.
 */
public final class Linux {
    /** Namespaces for {@code flags} of unshare(2), from {@code linux/sched.h}. */
    public static final int CLONE_NEWNS = 0x20000;

    public static final int CLONE_FS = 0x200;
    public static final int CLONE_NEWCGROUP = 0x2000000;
    public static final int CLONE_NEWUTS = 0x4000000;
    public static final int CLONE_NEWIPC = 0x8000000;
    public static final int CLONE_NEWNET = 0x40000000;

    /** {@code ST_NOEXEC} of statfs(2). */
    public static final long ST_NOEXEC = 8;

    /** From {@code asm-generic/fcntl.h}, see open(2). */
    public static final int O_RDONLY = 0;

    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0100;
    public static final int O_CLOEXEC = 02000000;
    // the only one of these that differs between CPUs
    public static final int O_DIRECTORY = System.getProperty("os.arch").equals("aarch64") ? 040000 : 0200000;

    /** From {@code sys/file.h}, see flock(2). */
    public static final int LOCK_SH = 1;

    public static final int LOCK_EX = 2;

    public static final int LOCK_NB = 4;

    public static final int SIGTERM = 15;
    public static final int SIGKILL = 9;

    private static final int AT_FDCWD = -100;
    private static final int AT_RECURSIVE = 0x8000;
    private static final int RESOLVE_IN_ROOT = 0x10;
    private static final int CLOSE_RANGE_CLOEXEC = 4;
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_BYTES = 128;

    static {
        LibraryDirectory.choose();
    }

    // that of this process: a search by name may find the one of another CPU first
    private static final LibC LIBC = LibraryLoader.create(LibC.class)
            .option(LibraryOption.SaveError, true)
            .load(LibraryLoader.DEFAULT_LIBRARY);
    private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

    private Linux() {}

    /** Calls unshare(2) for the calling thread; children that it starts inherit the namespaces. */
    public static void unshare(int flags) throws ErrnoException {
        check(LIBC.unshare(flags), "unshare(0x%x)".formatted(flags));
    }

    /** Calls setns(2) for the calling thread, which must have unshared {@code CLONE_FS} before it joins a mount namespace. */
    public static void setns(int fd) throws ErrnoException {
        check(LIBC.setns(fd, 0), "setns(%d)".formatted(fd));
    }

    /** Calls mount(2) in the calling thread's mount namespace. */
    public static void mount(
            @Nullable String source, String target, @Nullable String type, long flags, @Nullable String data)
            throws ErrnoException {
        check(
                LIBC.mount(source, target, type, flags, data),
                "mount(%s, %s, %s, 0x%x, %s)".formatted(source, target, type, flags, data));
    }

    /** Calls umount2(2) in the calling thread's mount namespace. */
    public static void umount(String target, int flags) throws ErrnoException {
        check(LIBC.umount2(target, flags), "umount2(%s, %d)".formatted(target, flags));
    }

    /**
     * Calls mount_setattr(2) for a mount and all below it.
     *
     * @param set {@code MOUNT_ATTR_*} of {@code linux/mount.h}
     */
    public static void mountSetattrRecursive(String path, long set) throws ErrnoException {
        byte[] attributes = NativeBytes.allocate(32).putLong(set).array();
        long result = LIBC.syscall(
                Syscall.MOUNT_SETATTR.number(), AT_FDCWD, path, AT_RECURSIVE, attributes, attributes.length);
        check(result, "mount_setattr(%s, 0x%x)".formatted(path, set));
    }

    /** Calls pivot_root(2) for the calling thread's mount namespace. */
    public static void pivotRoot(String newRoot, String putOld) throws ErrnoException {
        check(
                LIBC.syscall(Syscall.PIVOT_ROOT.number(), newRoot, putOld),
                "pivot_root(%s, %s)".formatted(newRoot, putOld));
    }

    /** Calls chdir(2) for the calling thread alone, once it has unshared {@code CLONE_FS} or a mount namespace. */
    public static void chdir(String path) throws ErrnoException {
        check(LIBC.chdir(path), "chdir(%s)".formatted(path));
    }

    /** Sets by umask(2) which bits files and directories are made without, by the calling thread alone as for {@link #chdir}. */
    public static void umask(int mask) {
        LIBC.umask(mask);
    }

    /** Makes a character device by mknod(2), with this mode less the umask. */
    public static void characterDevice(String path, int mode, int major, int minor) throws ErrnoException {
        long device = ((long) (major & 0xfff) << 8) | (minor & 0xff) | ((long) (minor & ~0xff) << 12);
        check(LIBC.mknod(path, 0020000 | mode, device), "mknod(%s, c %d %d)".formatted(path, major, minor));
    }

    /** Sets the host name by sethostname(2) in the calling thread's UTS namespace. */
    public static void sethostname(String name) throws ErrnoException {
        check(LIBC.sethostname(name, name.length()), "sethostname(%s)".formatted(name));
    }

    /** Opens a file by open(2); the caller closes the descriptor. */
    public static int open(String path, int flags, int mode) throws ErrnoException {
        return (int) check(LIBC.open(path, flags, mode), "open(%s)".formatted(path));
    }

    /**
     * Opens a file for reading by openat2(2), as one whose root directory is {@code root} would: no link leads out of it. The
     * caller closes the descriptor.
     *
     * @param root descriptor of a directory
     */
    public static int openBelow(int root, String path) throws ErrnoException {
        // struct open_how: flags, mode, resolve
        byte[] how = NativeBytes.allocate(24)
                .putLong(O_RDONLY | O_CLOEXEC)
                .putLong(0)
                .putLong(RESOLVE_IN_ROOT)
                .array();
        return (int) check(
                LIBC.syscall(Syscall.OPENAT2.number(), root, path, how, how.length),
                "openat2(%d, %s)".formatted(root, path));
    }

    /** Closes a descriptor by close(2). */
    public static void close(int fd) throws ErrnoException {
        check(LIBC.close(fd), "close(%d)".formatted(fd));
    }

    /** Copies a descriptor by dup2(2); {@code to} stays open across execve. */
    public static void dup2(int from, int to) throws ErrnoException {
        check(LIBC.dup2(from, to), "dup2(%d, %d)".formatted(from, to));
    }

    /** Takes a shared lock by flock(2); waits for the holder of an exclusive one. */
    public static void lockShared(int fd) throws ErrnoException {
        check(LIBC.flock(fd, LOCK_SH), "flock(%d)".formatted(fd));
    }

    /**
     * Tries to take an exclusive lock by flock(2), without waiting.
     *
     * @return whether the lock is now held through this descriptor
     */
    public static boolean tryLock(int fd) throws ErrnoException {
        int result = LIBC.flock(fd, LOCK_EX | LOCK_NB);
        if (result < 0 && lastErrno() == Errno.EAGAIN) {
            return false;
        }
        check(result, "flock(%d)".formatted(fd));
        return true;
    }

    /** Tells by access(2) whether the calling user may do {@code mode} (R 4, W 2, X 1) with the path. */
    public static boolean access(String path, int mode) {
        return LIBC.access(path, mode) == 0;
    }

    /** Sends a signal by kill(2). */
    public static void kill(int pid, int signal) throws ErrnoException {
        check(LIBC.kill(pid, signal), "kill(%d, %d)".formatted(pid, signal));
    }

    /** Returns the effective user id, see geteuid(2). */
    public static int geteuid() {
        return LIBC.geteuid();
    }

    /** Returns {@code f_flags} of statfs(2): the {@code ST_*} bits of the mount that holds the path. */
    public static long mountFlags(String path) throws ErrnoException {
        return statfs(path, 10);
    }

    /** Returns how many more files the file system of the path can hold, by statfs(2); empty if it has no such limit. */
    public static OptionalLong freeInodes(String path) throws ErrnoException {
        return statfs(path, 5) == 0 ? OptionalLong.empty() : OptionalLong.of(statfs(path, 6));
    }

    /** One of the 64-bit words of {@code struct statfs}. */
    private static long statfs(String path, int word) throws ErrnoException {
        byte[] buffer = new byte[256];
        check(LIBC.statfs(path, buffer), "statfs(%s)".formatted(path));
        return NativeBytes.wrap(buffer).getLong(word * Long.BYTES);
    }

    /**
     * Reads an extended attribute by getxattr(2), of at most 256 bytes.
     *
     * @param name with its name space, such as {@code trusted.delegate}; those of {@code trusted} are seen by root alone
     * @return empty if the file has none of that name, or its file system none at all
     */
    public static Optional<String> extendedAttribute(String path, String name) throws ErrnoException {
        byte[] value = new byte[256];
        long size = LIBC.getxattr(path, name, value, value.length);
        if (size < 0 && (lastErrno() == Errno.ENODATA || lastErrno() == Errno.EOPNOTSUPP)) {
            return Optional.empty();
        }
        check(size, "getxattr(%s, %s)".formatted(path, name));
        return Optional.of(new String(value, 0, (int) size, StandardCharsets.UTF_8));
    }

    /**
     * Replaces this process by execve(2), with all threads of the JVM. Descriptors are closed on the way, except 0 to 2 and
     * those from {@code keepFrom} to {@code keepTo}; the signal mask is emptied, since the JVM leaves signals blocked.
     * Returns only by throwing.
     *
     * @param environment {@code NAME=value}
     */
    public static void execve(String path, List<String> arguments, List<String> environment, int keepFrom, int keepTo)
            throws ErrnoException {
        closeOnExec(3, keepFrom - 1);
        closeOnExec(keepTo + 1, -1);
        byte[] signals = new byte[SIGSET_BYTES];
        LIBC.sigemptyset(signals);
        LIBC.pthread_sigmask(SIG_SETMASK, signals, new byte[SIGSET_BYTES]);
        LIBC.execve(path, arguments.toArray(String[]::new), environment.toArray(String[]::new));
        throw new ErrnoException("execve(%s)".formatted(path), lastErrno());
    }

    /** Replaces this process likewise, keeping no descriptor but 0 to 2. */
    public static void execve(String path, List<String> arguments, List<String> environment) throws ErrnoException {
        execve(path, arguments, environment, 3, 2);
    }

    static int netlinkSocket(int protocol) throws ErrnoException {
        final int afNetlink = 16;
        final int sockRaw = 3;
        return (int) check(LIBC.socket(afNetlink, sockRaw | O_CLOEXEC, protocol), "socket(AF_NETLINK)");
    }

    static void setsockopt(int fd, int level, int name, byte[] value) throws ErrnoException {
        check(LIBC.setsockopt(fd, level, name, value, value.length), "setsockopt(%d, %d)".formatted(level, name));
    }

    static void send(int fd, byte[] data) throws ErrnoException {
        check(LIBC.send(fd, data, data.length, 0), "send(%d bytes)".formatted(data.length));
    }

    static int recv(int fd, byte[] buffer) throws ErrnoException {
        return (int) check(LIBC.recv(fd, buffer, buffer.length, 0), "recv");
    }

    static String describe(int errno) {
        return "%s (errno %d)".formatted(LIBC.strerror(errno), errno);
    }

    static void closeOnExec(int first, int last) throws ErrnoException {
        if (last == -1 || first <= last) {
            check(
                    LIBC.syscall(Syscall.CLOSE_RANGE.number(), first, last, CLOSE_RANGE_CLOEXEC),
                    "close_range(%d, %d)".formatted(first, last));
        }
    }

    private static int lastErrno() {
        return LastError.getLastError(RUNTIME);
    }

    private static long check(long result, String call) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, lastErrno());
        }
        return result;
    }
}
