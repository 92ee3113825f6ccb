package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Linux;

/** Calls mount(2) with its flags by name, from {@code linux/mount.h}. */
final class Mounts {
    static final long NOSUID = 2;
    static final long NODEV = 4;
    static final long NOEXEC = 8;
    private static final long BIND = 4096;
    private static final long RECURSIVE = 16384;
    private static final long PRIVATE = 1 << 18;
    private static final long SHARED = 1 << 20;

    private static final long ATTR_RDONLY = 1;
    private static final long ATTR_NOSUID = 2;
    private static final long ATTR_NODEV = 4;

    private Mounts() {}

    static void makePrivate(String path) throws ErrnoException {
        Linux.mount(null, path, null, RECURSIVE | PRIVATE, null);
    }

    static void makeShared(String path) throws ErrnoException {
        Linux.mount(null, path, null, RECURSIVE | SHARED, null);
    }

    static void tmpfs(Path target, long flags, String options) throws IOException {
        fresh("tmpfs", target, flags, options);
    }

    /** Mounts a file system without a device. */
    static void fresh(String type, Path target, long flags, String options) throws IOException {
        Files.createDirectories(target);
        Linux.mount(type, target.toString(), type, flags, options);
    }

    /** Shows a file or tree at its own path below {@code root}, read-only with every mount in it. */
    static void bindReadOnly(Path path, Path root) throws IOException {
        Path target = mountPoint(path, root);
        Linux.mount(path.toString(), target.toString(), null, BIND | RECURSIVE, null);
        // one call reaches submounts as well, which a bind remount does not
        Linux.mountSetattrRecursive(target.toString(), ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV);
    }

    /**
     * Shows a directory at its own path below {@code root}, writable, with every mount in it.
     *
     * @return where it is shown
     */
    static Path bindWritable(Path path, Path root) throws IOException {
        Path target = mountPoint(path, root);
        Linux.mount(path.toString(), target.toString(), null, BIND | RECURSIVE, null);
        return target;
    }

    /** Shows a directory at another path, writable, with every mount in it, without devices and set-user-id programs. */
    static void bindElsewhere(Path path, Path target) throws IOException {
        Linux.mount(path.toString(), target.toString(), null, BIND | RECURSIVE, null);
        Linux.mountSetattrRecursive(target.toString(), ATTR_NOSUID | ATTR_NODEV);
    }

    private static Path mountPoint(Path path, Path root) throws IOException {
        Path relative = Path.of("/").relativize(path);
        return Files.isDirectory(path) ? MountPoint.directory(root, relative) : MountPoint.file(root, relative);
    }
}
