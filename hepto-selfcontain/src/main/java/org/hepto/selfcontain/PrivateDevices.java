package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.hepto.utils.Linux;

/** The node's own /dev, without the disks; the numbers are those of the kernel's {@code admin-guide/devices.txt}. */
final class PrivateDevices {
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

    private PrivateDevices() {}

    /** Fills a tmpfs that is mounted there. */
    static void make(Path dev) throws IOException {
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
}
