package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Watches the heap, after a collection each time, while something runs for a given time. What is held at the first of
 * {@link #SAMPLES} samples is taken as what the code and its bounded tables need.
 */
final class FlatMemory {

    private static final int SAMPLES = 8;
    private static final long MAX_GROWTH = 4L << 20;

    private final List<Long> used = new ArrayList<>();
    private final long start = System.nanoTime();
    private final long pause;

    FlatMemory(long seconds) {
        this.pause = TimeUnit.SECONDS.toNanos(seconds) / SAMPLES;
    }

    /** Takes a sample when one is due. False when the time is over. */
    boolean goesOn() {
        if (System.nanoTime() - start >= pause * (used.size() + 1)) {
            used.add(usedHeap());
        }
        return used.size() < SAMPLES;
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    void assertFlat() {
        assertThat(used.getLast() - used.getFirst())
                .as("growth of the heap, from sample to sample: %s", used)
                .isLessThan(MAX_GROWTH);
    }

    /** The heap at the first and the last sample, and the memory of the process, in MiB. */
    @Override
    public String toString() {
        return "heap %.1f -> %.1f MiB, process %d MiB"
                .formatted(mebi(used.getFirst()), mebi(used.getLast()), resident());
    }

    private static double mebi(long bytes) {
        return bytes / (double) (1 << 20);
    }

    private static long resident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .filter(line -> line.startsWith("VmRSS"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024;
        } catch (IOException e) {
            return 0;
        }
    }
}
