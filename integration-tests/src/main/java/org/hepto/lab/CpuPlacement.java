package org.hepto.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gives each host of a lab one CPU of this machine. User-Mode Linux hands each system call from one process to another;
 * on two CPUs that costs an interrupt each time, on one it does not. May be used from any thread.
 */
final class CpuPlacement {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private final List<Integer> cpus;
    private final Map<String, HostSize> hosts = new LinkedHashMap<>();
    private Map<String, Integer> placed = Map.of();

    /** @param cpus the numbers of the CPUs to spread the hosts over */
    CpuPlacement(List<Integer> cpus) {
        this.cpus = cpus;
    }

    /** The CPUs that this process may use, see proc(5); those of a process that taskset(1) has started are fewer. */
    static List<Integer> allowed() {
        try {
            return allowed(STATUS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #allowed()}, from the status file of a process or a thread. */
    static List<Integer> allowed(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(ALLOWED))
                .findFirst()
                .map(line -> parse(line.substring(ALLOWED.length()).strip()))
                .orElseThrow(() -> new LabException("no " + ALLOWED + " in " + status));
    }

    /** The numbers in a list as the kernel writes it: {@code 0-2,5}. */
    static List<Integer> parse(String list) {
        List<Integer> numbers = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", -1);
            for (int cpu = Integer.parseInt(ends[0]); cpu <= Integer.parseInt(ends[ends.length - 1]); cpu++) {
                numbers.add(cpu);
            }
        }
        return numbers;
    }

    /** Makes a host known before it is booted. */
    synchronized void add(String host, HostSize size) {
        hosts.put(host, size);
    }

    /** The CPU of a host: it keeps the one that it got when the first host known at that time was booted. */
    synchronized int of(String host) {
        placed = spread(cpus, hosts, placed);
        return Objects.requireNonNull(placed.get(host), host);
    }

    /**
     * Gives each host that has none the CPU whose hosts have the least memory, large hosts first: two that carry a node
     * are apart where there are two CPUs, and a router goes where there is room.
     *
     * @param placed hosts that have a CPU already
     * @return the CPU of each host
     */
    static Map<String, Integer> spread(List<Integer> cpus, Map<String, HostSize> hosts, Map<String, Integer> placed) {
        Map<String, Integer> result = new HashMap<>(placed);
        hosts.entrySet().stream()
                .filter(host -> !placed.containsKey(host.getKey()))
                .sorted(Comparator.comparingInt(host -> -host.getValue().memoryMiB()))
                .forEach(host -> result.put(host.getKey(), emptiest(cpus, hosts, result)));
        return result;
    }

    private static int emptiest(List<Integer> cpus, Map<String, HostSize> hosts, Map<String, Integer> placed) {
        return cpus.stream()
                .min(Comparator.comparingInt(cpu -> hosts.entrySet().stream()
                        .filter(host -> cpu.equals(placed.get(host.getKey())))
                        .mapToInt(host -> host.getValue().memoryMiB())
                        .sum()))
                .orElseThrow();
    }
}
