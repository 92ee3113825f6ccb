package org.hepto.scenarios;

import java.util.List;
import java.util.function.Predicate;

/**
 * Anonymous memory of a node in KiB.
 *
 * @param whole all of it, without the pods' own containers
 * @param controlPlane etcd, kube-apiserver, kube-controller-manager, kube-scheduler
 * @param daemon the JVM
 * @param nodePlane containerd, kubelet, kube-proxy, CoreDNS
 * @param shims of containerd and the pause processes
 * @param inits the outer one and the one in the container
 */
record Anonymous(long whole, long controlPlane, long daemon, long nodePlane, long shims, long inits) {
    /** What an idle master is to stay below, in MiB. */
    static final int WHOLE_GOAL = 170;

    static final int CONTROL_PLANE_GOAL = 105;
    static final int NODE_PLANE_GOAL = 28;
    static final int DAEMON_GOAL = 32;

    static Anonymous of(List<ProcessMemory> processes) {
        long controlPlane = sum(processes, process -> process.cgroup().equals("control-plane"));
        long daemon = sum(processes, Anonymous::isDaemon);
        long nodePlane = sum(processes, process -> process.cgroup().equals("node"));
        long inits = sum(processes, process -> process.cgroup().equals("init") && !isDaemon(process));
        long whole = sum(processes, process -> true);
        return new Anonymous(
                whole, controlPlane, daemon, nodePlane, whole - controlPlane - daemon - nodePlane - inits, inits);
    }

    static boolean isDaemon(ProcessMemory process) {
        return process.cgroup().equals("init") && process.name().equals("java");
    }

    private static long sum(List<ProcessMemory> processes, Predicate<ProcessMemory> wanted) {
        return processes.stream()
                .filter(wanted)
                .mapToLong(ProcessMemory::anonymousKiB)
                .sum();
    }
}
