package org.hepto.services.local;

/**
 * A process of this host, by what no later process has in common with it.
 *
 * @param started ticks after the boot, field 22 of proc_pid_stat(5)
 * @param boot the boot's id, {@code /proc/sys/kernel/random/boot_id}
 */
record LocalProcess(long pid, long started, String boot) {
    String format() {
        return "%d %d %s".formatted(pid, started, boot);
    }

    /** @throws IllegalArgumentException if {@link #format} has not made it */
    static LocalProcess parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException("not a process: " + text);
        }
        return new LocalProcess(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]);
    }
}
