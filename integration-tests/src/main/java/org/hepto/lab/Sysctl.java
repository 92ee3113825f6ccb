package org.hepto.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Settings of this machine's kernel that are too small for a lab. */
final class Sysctl {
    private static final Path SETTINGS = Path.of("/proc/sys");

    private Sysctl() {}

    /** Without root it says what will happen. Not undone: it costs nothing, and another lab may be running. */
    static void raiseAll() {
        // the switch loses frames of each burst that is longer than the queue of a socket, ten datagrams by default;
        // counts for sockets that are made later
        raise(SETTINGS, "net.unix.max_dgram_qlen", 2048, "the network will lose frames");
        // pages of a process in a host are mappings of a process here. Where one more is refused User-Mode Linux does
        // not notice, and the process in the host takes the same page fault for ever
        raise(SETTINGS, "vm.max_map_count", 1 << 20, "a process that has 250 MiB in a host may hang");
    }

    static void raise(Path settings, String name, int value, String otherwise) {
        Path file = settings.resolve(name.replace('.', '/'));
        try {
            if (Integer.parseInt(Files.readString(file).strip()) < value) {
                Files.writeString(file, value + "\n");
            }
        } catch (IOException e) {
            System.err.printf("lab: %s: as root, sysctl %s=%d%n", otherwise, name, value);
        }
    }
}
