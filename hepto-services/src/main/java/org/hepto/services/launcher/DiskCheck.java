package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hepto.utils.Linux;

/** Judges the disk that a node's data will be on: its file system, its room, and how many more files it takes. */
final class DiskCheck {
    private static final long MIB = 1024 * 1024;
    private static final long LEAST_ROOM = 1024 * MIB;
    private static final long GOOD_ROOM = 5 * 1024 * MIB;

    /** A small image has a few thousand files. */
    private static final long LEAST_INODES = 10_000;

    private static final long GOOD_INODES = 100_000;

    /** Without links, modes and sockets, or refused by the kernel for the layers of containers (overlayfs). */
    private static final Set<String> UNFIT = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "9p",
            "afs",
            "vfat",
            "msdos",
            "exfat",
            "ntfs",
            "ntfs3",
            "fuseblk",
            "proc",
            "sysfs",
            "devtmpfs",
            "cgroup2");

    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private DiskCheck() {}

    /**
     * Looks at the disk.
     *
     * @param existing a directory on it
     */
    static List<CheckResult> of(Path data, Path existing) throws IOException {
        FileStore store = Files.getFileStore(existing);
        List<CheckResult> results = new ArrayList<>();
        results.add(fileSystem(store.type(), existing));
        results.add(room(store.getUsableSpace(), data));
        Linux.freeInodes(existing.toString()).ifPresent(free -> results.add(inodes(free, data)));
        return results;
    }

    /** Judges by the type as it stands in {@code /proc/mounts}. */
    static CheckResult fileSystem(String type, Path directory) {
        String name = "file system";
        String message = "%s is on %s".formatted(directory, type);
        if (UNFIT.contains(type)) {
            return CheckResult.fail(
                    name,
                    message + ", which cannot hold the database and the layers of containers",
                    "choose a --data on a local disk, such as ext4, xfs or btrfs");
        }
        if (IN_MEMORY.contains(type)) {
            return CheckResult.warn(
                    name,
                    message
                            + ": the cluster with its database and keys is lost at a reboot, and all of it takes memory",
                    "choose a --data on a disk");
        }
        if (type.equals("overlay") || type.startsWith("fuse.")) {
            return CheckResult.warn(
                    name,
                    message + ", on which the kernel may refuse the layers of containers",
                    "choose a --data on a disk");
        }
        return CheckResult.ok(name, message);
    }

    /** Judges the free bytes. */
    static CheckResult room(long free, Path data) {
        String message = "%d MiB free for %s".formatted(free / MIB, data);
        return judge("disk", free, LEAST_ROOM, GOOD_ROOM, message, "make room: etcd, images and logs live there");
    }

    /** Judges how many more files there can be. */
    static CheckResult inodes(long free, Path data) {
        String message = "%d inodes free for %s".formatted(free, data);
        return judge(
                "inodes",
                free,
                LEAST_INODES,
                GOOD_INODES,
                message,
                "delete many small files, or choose another --data");
    }

    private static CheckResult judge(String name, long free, long least, long good, String message, String remedy) {
        if (free < least) {
            return CheckResult.fail(name, message, remedy);
        }
        return free < good ? CheckResult.warn(name, message, remedy) : CheckResult.ok(name, message);
    }
}
