package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.hepto.utils.Linux;

/**
 * Notes the kernel settings that a host had before its first node, for the init of the last one to put back. Each node
 * holds a shared flock(2) on the note; the init that gets it for itself alone was the last. The file is for root alone, since a
 * lock on what everyone may open is everyone's to hold.
 */
final class HostSettings {
    /** What kubelet sets for the whole host; see {@code setupKernelTunables} of {@code pkg/kubelet/cm}. */
    static final List<String> SET_BY_KUBELET = List.of(
            "vm.overcommit_memory",
            "vm.panic_on_oom",
            "kernel.panic",
            "kernel.panic_on_oops",
            "kernel.keys.root_maxkeys",
            "kernel.keys.root_maxbytes");

    private HostSettings() {}

    /**
     * Takes the shared lock, and writes the note if there is none. What another node has noted stays: it knows the host as
     * it was before. Waits only for launchers that write and inits that restore.
     *
     * @return the descriptor that holds the lock
     */
    static int hold(Path file) throws IOException {
        while (true) {
            int fd = Linux.open(file.toString(), Linux.O_RDWR | Linux.O_CREAT | Linux.O_CLOEXEC, 0600);
            if (Linux.tryLock(fd)) {
                writeIfEmpty(fd);
            }
            Linux.lockShared(fd);
            // the last node may have removed it meanwhile
            if (isStill(fd, file)) {
                return fd;
            }
            Linux.close(fd);
        }
    }

    private static void writeIfEmpty(int fd) throws IOException {
        Path open = path(fd);
        if (Files.size(open) == 0) {
            Files.writeString(open, current(), StandardOpenOption.WRITE);
        }
    }

    private static String current() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String name : SET_BY_KUBELET) {
            if (Sysctl.exists(name)) {
                lines.append("%s=%s%n".formatted(name, Sysctl.read(name)));
            }
        }
        return lines.toString();
    }

    private static boolean isStill(int fd, Path file) throws IOException {
        try {
            return Files.size(file) > 0 && Objects.equals(identity(path(fd)), identity(file));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static Object identity(Path file) throws IOException {
        return Objects.requireNonNull(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    private static Path path(int fd) {
        return Path.of("/proc/self/fd", Integer.toString(fd));
    }
}
