package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Kernel settings below {@code /proc/sys}. Those of the network follow the calling thread's namespace. */
final class Sysctl {
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

    static boolean exists(String name) {
        return Files.exists(file(name));
    }

    private static Path file(String name) {
        return Path.of("/proc/sys", name.split("\\."));
    }
}
