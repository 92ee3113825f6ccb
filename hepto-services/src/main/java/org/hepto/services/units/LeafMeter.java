package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.hepto.daeman.CpuMeter;
import org.hepto.daeman.Unit;
import org.hepto.selfcontain.CgroupLeaf;

/**
 * Measures the CPU time of units by cgroup: {@code usage_usec} of cpu.stat of the leaf of its plane for a component, of
 * the daemon's leaf for what the daemon does itself. Units that start at the same time in one leaf are not told apart.
 */
public record LeafMeter(Path cgroups) implements CpuMeter {
    private static final String USAGE = "usage_usec ";

    @Override
    public Optional<Duration> used(Unit<?> unit) {
        try {
            return Files.readAllLines(cgroups.resolve(leaf(unit)).resolve("cpu.stat")).stream()
                    .filter(line -> line.startsWith(USAGE))
                    .findFirst()
                    .map(line -> Duration.of(Long.parseLong(line.substring(USAGE.length())), ChronoUnit.MICROS));
        } catch (IOException notInContainer) {
            return Optional.empty();
        }
    }

    private static String leaf(Unit<?> unit) {
        return switch (unit) {
            case PlaneUnit plane -> plane.leaf();
            case ComponentUnit component -> component.leaf();
            default -> CgroupLeaf.INIT.directory();
        };
    }
}
