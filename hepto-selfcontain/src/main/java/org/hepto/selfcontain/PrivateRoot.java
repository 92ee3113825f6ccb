package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Linux;

/**
 * The node's own root: a directory of the node on disk, in which hostPath volumes outlast the node's stop, with the host's
 * /usr read-only and the node's own /etc, /run and /tmp in memory over it, and the data directory at its own path. The
 * host's homes, its other /var and /etc are not visible inside. /proc is left to pid 1, since it shows the pid namespace
 * of who mounts it.
 */
final class PrivateRoot {
    private static final Path SLASH = Path.of("/");
    private static final int MNT_DETACH = 2;

    /**
     * Whatever that of the operator's shell is: pods that are not root's see the root by hostPath volumes, and what is made
     * on disk stays as it was made.
     */
    private static final int FOR_ALL_TO_READ = 022;

    /** Above /usr on distributions that are not merged; links on the others. */
    private static final List<String> BESIDE_USR = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    /** Where everything is gone at the next start, as on a host; kubelet writes the last two whatever its options say. */
    private static final List<String> IN_MEMORY = List.of("run", "etc", "var/lib/kubelet", "var/log/containers");

    private static final List<String> IN_MEMORY_FOR_ALL = List.of("tmp", "var/tmp");

    private final ContainerSpec spec;

    /** On disk. */
    private final Path files;

    /** Where it is put together. */
    private final Path root;

    PrivateRoot(ContainerSpec spec) {
        this.spec = spec;
        this.files = spec.dataDirectory().resolve("hostpath");
        this.root = spec.dataDirectory().resolve("root");
    }

    /** Builds the root and pivots the calling thread into it, in a mount namespace of its own. */
    void enter() throws IOException {
        Linux.umask(FOR_ALL_TO_READ);
        Mounts.makePrivate("/");
        base();
        data();
        programs();
        new PrivateEtc(spec).write(root);
        kernelFileSystems();
        PrivateDevices.make(root.resolve("dev"));
        pivot();
    }

    private void base() throws IOException {
        Files.createDirectories(files);
        Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(root);
        Mounts.bindElsewhere(files, root);
        // first, since the data directory may lie below one of them
        for (String directory : IN_MEMORY_FOR_ALL) {
            Mounts.tmpfs(mountPoint(directory), Mounts.NOSUID | Mounts.NODEV, "mode=1777");
        }
        for (String directory : IN_MEMORY) {
            Mounts.tmpfs(mountPoint(directory), Mounts.NOSUID | Mounts.NODEV, "mode=755");
        }
        varRun();
        for (String directory : List.of("proc", "mnt", "var/log", "var/lib", "opt")) {
            mountPoint(directory);
        }
        Files.setPosixFilePermissions(mountPoint("root"), PosixFilePermissions.fromString("rwx------"));
    }

    /**
     * Makes /var/run a link, as it is on every host: containerd mounts network namespaces there, and pods look for sockets
     * under either name. What an earlier version has left in its place, a directory, is moved aside.
     */
    private void varRun() throws IOException {
        Path var = mountPoint("var");
        Path link = var.resolve("run");
        if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(link, Files.createTempDirectory(var, "run-").resolve("run"));
        }
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("/run"));
    }

    /** With the disks that are mounted in it, such as one for etcd. */
    private void data() throws IOException {
        Path inside = Mounts.bindWritable(spec.dataDirectory(), root);
        // what stands of the root so far has come along
        Linux.umount(inside.resolve(root.getFileName()).toString(), MNT_DETACH);
    }

    private void programs() throws IOException {
        Mounts.bindReadOnly(Path.of("/usr"), root);
        for (String name : BESIDE_USR) {
            Path path = SLASH.resolve(name);
            // of an earlier start: the host may have been merged since
            Files.deleteIfExists(root.resolve(name));
            if (Files.isSymbolicLink(path)) {
                Files.createSymbolicLink(root.resolve(name), Files.readSymbolicLink(path));
            } else if (Files.isDirectory(path)) {
                Mounts.bindReadOnly(path, root);
            }
        }
        for (Path path : spec.readOnly()) {
            if (!path.startsWith("/usr")) {
                Mounts.bindReadOnly(path, root);
            }
        }
    }

    private void kernelFileSystems() throws IOException {
        long none = Mounts.NOSUID | Mounts.NODEV | Mounts.NOEXEC;
        Mounts.fresh("sysfs", mountPoint("sys"), none, "");
        Mounts.fresh("cgroup2", root.resolve("sys/fs/cgroup"), none, "");
        Mounts.tmpfs(mountPoint("dev"), Mounts.NOSUID, "mode=755,size=64k");
    }

    private Path mountPoint(String name) throws IOException {
        return MountPoint.directory(root, Path.of(name));
    }

    private void pivot() throws ErrnoException {
        Linux.chdir(root.toString());
        Linux.pivotRoot(".", ".");
        Linux.umount(".", MNT_DETACH);
        Linux.chdir("/");
        // kubelet insists: "path / is mounted on / but it is not a shared mount"
        Mounts.makeShared("/");
    }
}
