package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Linux;

/**
 * The node's own root: a tmpfs with the host's /usr read-only, files of its own in /etc, and the data directory. The
 * host's homes, its other /var and /etc are not visible inside. /proc is left to pid 1, since it shows the pid
 * namespace of who mounts it.
 */
final class PrivateRoot {
    private static final Path SLASH = Path.of("/");
    private static final int MNT_DETACH = 2;

    /** Above /usr on distributions that are not merged; links on the others. */
    private static final List<String> BESIDE_USR = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    /** Of /etc: what programs of /usr need to find libraries, trust and alternatives. */
    private static final List<String> OF_ETC =
            List.of("ssl", "ca-certificates", "pki", "ld.so.cache", "ld.so.conf", "alternatives");

    private record Device(String name, int major, int minor) {}

    private static final List<Device> DEVICES = List.of(
            new Device("null", 1, 3),
            new Device("zero", 1, 5),
            new Device("full", 1, 7),
            new Device("random", 1, 8),
            new Device("urandom", 1, 9),
            new Device("kmsg", 1, 11),
            new Device("tty", 5, 0),
            new Device("net/tun", 10, 200),
            new Device("fuse", 10, 229));

    private final ContainerSpec spec;
    private final Path root;

    PrivateRoot(ContainerSpec spec) {
        this.spec = spec;
        this.root = spec.dataDirectory().resolve("root");
    }

    /** Builds the root and pivots the calling thread into it, in a mount namespace of its own. */
    void enter() throws IOException {
        Mounts.makePrivate("/");
        Files.createDirectories(root);
        Mounts.tmpfs(root, Mounts.NOSUID | Mounts.NODEV, "mode=755,size=64m");
        // first, since the data directory may lie below one of them
        for (String directory : List.of("tmp", "var/tmp")) {
            Mounts.tmpfs(root.resolve(directory), Mounts.NOSUID | Mounts.NODEV, "mode=1777");
        }
        Mounts.tmpfs(root.resolve("run"), Mounts.NOSUID | Mounts.NODEV, "mode=755");
        programs();
        etc();
        for (String directory : List.of("proc", "mnt", "var/log", "var/lib", "opt")) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.createDirectory(root.resolve("root"), mode("rwx------"));
        Mounts.bindWritable(spec.dataDirectory(), root);
        kernelFileSystems();
        devices();
        pivot();
    }

    private void programs() throws IOException {
        Mounts.bindReadOnly(Path.of("/usr"), root);
        for (String name : BESIDE_USR) {
            Path path = SLASH.resolve(name);
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

    private void etc() throws IOException {
        Path etc = Files.createDirectories(root.resolve("etc"));
        for (Path path : shared()) {
            Mounts.bindReadOnly(path, root);
        }
        Files.writeString(
                etc.resolve("passwd"), "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\nnogroup:x:65534:\n");
        Files.writeString(
                etc.resolve("hosts"),
                "::1 localhost\n%s %s\n".formatted(spec.hostLink().node(), spec.hostname()));
        Files.writeString(etc.resolve("hostname"), spec.hostname() + "\n");
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files dns\n");
        Files.writeString(
                etc.resolve("machine-id"),
                HexFormat.of().formatHex(spec.interfaceSecret().bytes()) + "\n");
        Files.writeString(
                etc.resolve("resolv.conf"),
                spec.nameservers().stream()
                        .map(Ipv6Address::toString)
                        .collect(Collectors.joining("\nnameserver ", "nameserver ", "\n")));
    }

    /** Files and directories of the host's /etc that are visible inside. */
    private static List<Path> shared() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (String name : OF_ETC) {
            Path path = Path.of("/etc", name);
            if (Files.exists(path)) {
                paths.add(path);
            }
        }
        try (Stream<Path> etc = Files.list(Path.of("/etc"))) {
            // Debian's JDKs keep their configuration there
            etc.filter(p -> p.getFileName().toString().startsWith("java")).forEach(paths::add);
        }
        return paths;
    }

    private void kernelFileSystems() throws IOException {
        long none = Mounts.NOSUID | Mounts.NODEV | Mounts.NOEXEC;
        Mounts.fresh("sysfs", root.resolve("sys"), none, "");
        Mounts.fresh("cgroup2", root.resolve("sys/fs/cgroup"), none, "");
    }

    private void devices() throws IOException {
        Path dev = root.resolve("dev");
        Mounts.tmpfs(dev, Mounts.NOSUID, "mode=755,size=64k");
        Files.createDirectory(dev.resolve("net"));
        for (Device device : DEVICES) {
            Path path = dev.resolve(device.name());
            Linux.characterDevice(path.toString(), 0666, device.major(), device.minor());
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        Files.createSymbolicLink(dev.resolve("fd"), Path.of("/proc/self/fd"));
        Files.createSymbolicLink(dev.resolve("stdin"), Path.of("fd/0"));
        Files.createSymbolicLink(dev.resolve("stdout"), Path.of("fd/1"));
        Files.createSymbolicLink(dev.resolve("stderr"), Path.of("fd/2"));
        Files.createSymbolicLink(dev.resolve("ptmx"), Path.of("pts/ptmx"));
        long noProgram = Mounts.NOSUID | Mounts.NOEXEC;
        Mounts.fresh("devpts", dev.resolve("pts"), noProgram, "newinstance,ptmxmode=0666,mode=0620");
        Mounts.tmpfs(dev.resolve("shm"), noProgram | Mounts.NODEV, "mode=1777");
        Mounts.fresh("mqueue", dev.resolve("mqueue"), noProgram | Mounts.NODEV, "");
    }

    private void pivot() throws ErrnoException {
        Linux.chdir(root.toString());
        Linux.pivotRoot(".", ".");
        Linux.umount(".", MNT_DETACH);
        Linux.chdir("/");
        // kubelet insists: "path / is mounted on / but it is not a shared mount"
        Mounts.makeShared("/");
    }

    private static java.nio.file.attribute.FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
