package org.hepto.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Limits the CPU time of a session of processes by a cgroup of this machine, version 1 or 2. The processes that they make
 * from then on are in it too.
 */
final class CpuQuota {
    private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/cpu");
    private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");
    private static final int PERIOD_MICROS = 100_000;

    private CpuQuota() {}

    /** @param session the pid of its first process */
    static void limit(String name, int session, double share) {
        long quota = Math.round(PERIOD_MICROS * share);
        Path cgroup = cgroup(name);
        try {
            Files.createDirectories(cgroup);
            if (cgroup.startsWith(VERSION_1)) {
                Files.writeString(cgroup.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
                Files.writeString(cgroup.resolve("cpu.cfs_quota_us"), Long.toString(quota));
            } else {
                Files.writeString(cgroup.resolve("cpu.max"), "%d %d".formatted(quota, PERIOD_MICROS));
            }
            // twice: one may have been made while the first were moved
            move(session, cgroup);
            move(session, cgroup);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot limit the CPU of " + name, e);
        }
    }

    /** Removes the cgroup of processes that have ended; does nothing if there is none. */
    static void remove(String name) {
        try {
            Files.deleteIfExists(cgroup(name));
        } catch (IOException busy) {
            // a process is still on its way out: the next limit uses the directory again
        }
    }

    private static Path cgroup(String name) {
        return (Files.isDirectory(VERSION_1) ? VERSION_1 : VERSION_2).resolve("hepto-lab-" + name);
    }

    private static void move(int session, Path cgroup) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.filter(p -> isOf(session, p)).toList()) {
                try {
                    Files.writeString(
                            cgroup.resolve("cgroup.procs"),
                            process.getFileName().toString());
                } catch (IOException e) {
                    if (Files.exists(process)) {
                        throw e;
                    }
                }
            }
        }
    }

    /** The session is the fourth field after the name, which may hold anything, see proc_pid_stat(5). */
    private static boolean isOf(int session, Path process) {
        try {
            if (!process.getFileName().toString().matches("\\d+")) {
                return false;
            }
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Integer.parseInt(fields[3]) == session;
        } catch (IOException gone) {
            return false;
        }
    }
}
