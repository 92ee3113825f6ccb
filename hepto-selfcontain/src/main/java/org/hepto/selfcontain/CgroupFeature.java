package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells whether cgroup v2 can carry a node on this host, and what to do if not. */
final class CgroupFeature {
    private static final String NAME = "cgroup v2";
    private static final String UNIFIED = "boot with systemd.unified_cgroup_hierarchy=1";

    private CgroupFeature() {}

    /** Looks at the cgroup in which a node that is started now would make its own. */
    static KernelFeature probe() {
        try {
            List<String> memberships = Files.readAllLines(Path.of("/proc/self/cgroup"));
            return of(Delegation.ofThisProcess().base(), memberships);
        } catch (IOException e) {
            return failure(String.valueOf(e.getMessage()), UNIFIED);
        }
    }

    /**
     * Looks at a cgroup.
     *
     * @param memberships the lines of {@code /proc/self/cgroup}, which name the hierarchies of cgroup v1 as well
     */
    static KernelFeature of(Cgroup base, List<String> memberships) throws IOException {
        if (!base.isCgroup2()) {
            return failure(
                    "none at " + base.path(),
                    "%s, or mount it: mount -t cgroup2 none %s".formatted(UNIFIED, base.path()));
        }
        List<String> available = base.controllers();
        for (String controller : Cgroup.REQUIRED) {
            if (!available.contains(controller)) {
                return failure(
                        "no %s controller in %s".formatted(controller, base.path()),
                        isOfVersion1(controller, memberships)
                                ? "cgroup v1 has it: " + UNIFIED
                                : "boot with cgroup_enable=" + controller);
            }
        }
        if (base.isOccupied()) {
            return failure(
                    "processes in %s keep it from handing on the memory controller".formatted(base.path()),
                    "move them: mkdir %1$s/init; for p in $(cat %1$s/cgroup.procs); do echo $p > %1$s/init/cgroup.procs; done"
                            .formatted(base.path()));
        }
        return base.refusal()
                .map(refusal -> failure(refusal, "mount it writable: mount -o remount,rw " + Cgroup.ROOT))
                .orElseGet(() -> new KernelFeature(NAME, Optional.empty(), ""));
    }

    /** See cgroups(7): {@code 4:cpu,cpuacct:/path}. */
    private static boolean isOfVersion1(String controller, List<String> memberships) {
        return memberships.stream()
                .map(line -> line.split(":", 3))
                .anyMatch(fields ->
                        fields.length == 3 && List.of(fields[1].split(",", -1)).contains(controller));
    }

    private static KernelFeature failure(String problem, String remedy) {
        return new KernelFeature(NAME, Optional.of(problem), remedy);
    }
}
