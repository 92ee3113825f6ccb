package org.hepto.services.control;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.services.node.Build;

/**
 * A node at one moment, as its daemon tells it.
 *
 * @param node which one
 * @param build what the daemon runs
 * @param daemonPid as the node's own pid namespace numbers it
 * @param ready whether every unit is
 * @param fatal why the node stops by itself, one line
 * @param units in the order of the graph: a unit comes after what it needs
 * @param memory bytes of anonymous memory by cgroup, in the order of the cgroups
 * @param certificates by name
 * @param mesh the other nodes, by name
 * @param map its copy of the cluster's map, as soon as gossip has begun
 * @param joining why the node isn't joined yet, one line; on a master the requests that wait
 */
public record NodeStatus(
        NodeIdentity node,
        Build build,
        long daemonPid,
        boolean ready,
        Optional<String> fatal,
        List<UnitReport> units,
        Map<String, Long> memory,
        List<CertificateReport> certificates,
        List<PeerReport> mesh,
        Optional<MapReport> map,
        Optional<String> joining)
        implements WatchEvent {
    /** Keeps copies of the collections. */
    public NodeStatus {
        units = List.copyOf(units);
        memory = Collections.unmodifiableMap(new LinkedHashMap<>(memory));
        certificates = List.copyOf(certificates);
        mesh = List.copyOf(mesh);
    }

    /** Returns what a node is in one line: {@code "n1 of cluster hepto, master, fd00::1, not ready"}. */
    public String line() {
        return "%s of cluster %s, %s, %s, %s"
                .formatted(
                        node.name(),
                        node.cluster(),
                        node.role(),
                        node.mesh().orElse("not joined"),
                        ready ? "ready" : "not ready");
    }
}
