package org.hepto.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@link Bench} has measured, as it is kept in a JSON file.
 *
 * @param version of hepto
 * @param build id of hepto.jar
 * @param vanilla whether the planes ran without what saves memory in them
 * @param jarBytes size of hepto.jar
 * @param firstStart with an empty data directory: the JVM's cache and all certificates are made
 * @param secondStart with the data of the first
 * @param processes of the node when idle, those of pods' containers left out
 * @param anonymous sums of them
 * @param idle CPU time of an idle minute
 */
record Figures(
        String version,
        String build,
        boolean vanilla,
        long jarBytes,
        Start firstStart,
        Start secondStart,
        List<ProcessMemory> processes,
        Anonymous anonymous,
        IdleCpu idle) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * One start.
     *
     * @param readySeconds from the command until the Node is Ready, by the clock of the machine
     * @param cpuSeconds used by the node's cgroups until then; the launcher is not in them
     */
    record Start(double readySeconds, double cpuSeconds, List<UnitStart> units) {}

    /**
     * The start of a unit, as {@code hepto status --json} tells it.
     *
     * @param waitedMs for other units
     * @param startMs from then until ready
     * @param startCpuMs used meanwhile in the cgroup that it works in: units that start there at the same time share it
     */
    record UnitStart(String name, long waitedMs, long startMs, long startCpuMs) {}

    /**
     * CPU time of the node's cgroups, {@code usage_usec} of cpu.stat.
     *
     * @param seconds how long it was measured
     * @param cpuSeconds of all of them together
     * @param cgroups CPU seconds by cgroup
     */
    record IdleCpu(double seconds, double cpuSeconds, Map<String, Double> cgroups) {}

    /** Reads a file that {@link #write} has written. */
    static Figures read(Path file) throws IOException {
        try {
            return JSON.readValue(Files.readString(file), Figures.class);
        } catch (JacksonException e) {
            throw new IOException(file + " has no figures of ./dev bench: " + e.getOriginalMessage(), e);
        }
    }

    /** Writes them, replacing the file. */
    void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }
}
