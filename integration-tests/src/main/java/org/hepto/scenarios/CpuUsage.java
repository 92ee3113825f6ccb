package org.hepto.scenarios;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * CPU seconds that the cgroups of a node have used. What a scenario itself runs in the host is in none of them.
 *
 * @param all of them together
 * @param cgroups by name
 */
record CpuUsage(double all, Map<String, Double> cgroups) {
    /** A script for a lab host that prints {@code node/cpu.stat:usage_usec 123} for each, and one for all. */
    static final String SCRIPT = "cd /sys/fs/cgroup/hepto/hepto_n1 && grep -H ^usage_usec cpu.stat */cpu.stat";

    private static final double MICROS = 1e6;

    /** Reads the output of {@link #SCRIPT}. */
    static CpuUsage parse(String output) {
        double all = 0;
        Map<String, Double> cgroups = new LinkedHashMap<>();
        for (String line : output.lines().toList()) {
            double seconds = Long.parseLong(line.substring(line.indexOf(' ') + 1)) / MICROS;
            int slash = line.indexOf('/');
            if (slash < 0) {
                all = seconds;
            } else {
                cgroups.put(line.substring(0, slash), seconds);
            }
        }
        return new CpuUsage(all, cgroups);
    }

    /** What was used since then. */
    CpuUsage since(CpuUsage earlier) {
        Map<String, Double> used = new LinkedHashMap<>();
        cgroups.forEach((name, seconds) -> used.put(name, seconds - earlier.cgroups.getOrDefault(name, 0.0)));
        return new CpuUsage(all - earlier.all, used);
    }
}
