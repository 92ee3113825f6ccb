package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.hepto.utils.AtomicFile;

/** Kernel settings below {@code /proc/sys}. Those of the network follow the calling thread's namespace. */
final class Sysctl {
    /** What kubelet sets for the whole host; see {@code setupKernelTunables} of {@code pkg/kubelet/cm}. */
    static final List<String> SET_BY_KUBELET = List.of(
            "vm.overcommit_memory",
            "vm.panic_on_oom",
            "kernel.panic",
            "kernel.panic_on_oops",
            "kernel.keys.root_maxkeys",
            "kernel.keys.root_maxbytes");

    private Sysctl() {}

    static String read(String name) throws IOException {
        return Files.readString(file(name)).strip();
    }

    static void write(String name, String value) throws IOException {
        Files.writeString(file(name), value, StandardOpenOption.WRITE);
    }

    /** For names with dots or slashes in a part, such as an interface's. */
    static void writeIpv6(String device, String setting, String value) throws IOException {
        Path file = Path.of("/proc/sys/net/ipv6/conf", device, setting);
        Files.writeString(file, value, StandardOpenOption.WRITE);
    }

    /**
     * Writes down what the host had, for the init of the last node to put back. What another node wrote down stays:
     * it knows the host as it was before.
     */
    static void remember(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        List<String> lines = new ArrayList<>();
        for (String name : SET_BY_KUBELET) {
            if (Files.exists(file(name))) {
                lines.add(name + "=" + read(name));
            }
        }
        AtomicFile.write(file, String.join("\n", lines) + "\n", 0600);
    }

    private static Path file(String name) {
        return Path.of("/proc/sys", name.split("\\."));
    }
}
