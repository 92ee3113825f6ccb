package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads and writes kernel settings below {@code /proc/sys}. Those of the network follow the calling thread's namespace. */
final class Sysctl {
    private Sysctl() {}

    static String read(String name) throws IOException {
        return Files.readString(file(name)).strip();
    }

    static void write(String name, String value) throws IOException {
        Files.writeString(file(name), value, StandardOpenOption.WRITE);
    }

    /** Writes a setting of an interface, whose name may have dots. */
    static void writeIpv6(String device, String setting, String value) throws IOException {
        Path file = Path.of("/proc/sys/net/ipv6/conf", device, setting);
        Files.writeString(file, value, StandardOpenOption.WRITE);
    }

    static boolean exists(String name) {
        return Files.exists(file(name));
    }

    private static Path file(String name) {
        return Path.of("/proc/sys", name.split("\\."));
    }
}
