package org.hepto.scenarios;

import java.util.Comparator;
import java.util.List;

/**
 * Memory of one process in KiB, from smaps_rollup (proc(5)).
 *
 * @param cgroup the first part of its path below the node's
 * @param name as in /proc/PID/comm
 * @param rssKiB resident, shared pages counted in full
 * @param pssKiB resident, shared pages counted in parts
 * @param anonymousKiB what only swapping can take from it
 */
record ProcessMemory(String cgroup, String name, long rssKiB, long pssKiB, long anonymousKiB) {
    private static final List<String> ORDER = List.of("init", "control-plane", "node", "shims", "kubepods");

    /** The processes of a node that runs, see {@link #parse}. */
    static List<ProcessMemory> of(HeptoNode node) {
        return parse(node.host().ok("""
                cd %s && for f in $(find . -name cgroup.procs); do for p in $(cat $f); do
                  echo $(dirname ${f#./}) $(tr ' ' _ < /proc/$p/comm) $(awk '/^Rss:|^Pss:|^Anonymous:/ {print $2}' /proc/$p/smaps_rollup)
                done; done
                """.formatted(node.cgroup())));
    }

    /**
     * The processes in the output of a node's host, in the order of a node's start; those in the pods' own containers
     * are not the node's.
     */
    static List<ProcessMemory> parse(String output) {
        return output.lines()
                .map(line -> line.split(" ", -1))
                .map(words -> new ProcessMemory(
                        words[0].split("/", 2)[0],
                        words[1],
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]),
                        Long.parseLong(words[4])))
                .filter(process -> !process.cgroup.equals("kubepods") || process.name.equals("pause"))
                .sorted(Comparator.comparingInt(process -> ORDER.indexOf(process.cgroup)))
                .toList();
    }

    /** What it is, for readers who don't know the names, by its place among the processes of its cgroup. */
    String role(int place) {
        return switch (cgroup) {
            case "init" -> name.equals("java") ? "daemon JVM" : place == 0 ? "outer init" : "pid 1 of the container";
            case "control-plane" -> "etcd, kube-apiserver, kube-controller-manager, kube-scheduler";
            case "node" -> "containerd, kubelet, kube-proxy, CoreDNS";
            case "shims" -> "shim, one for each pod";
            case "kubepods" -> "pause, one for each pod";
            default -> name;
        };
    }
}
