package org.hepto.services.control;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.hepto.daeman.GraphStatus;
import org.hepto.services.node.Build;
import org.hepto.services.node.NodeConfig;

/**
 * Puts the status of the running node together when it is asked; nothing of it is kept. For all threads.
 *
 * @param graph the units
 * @param certificates see {@link CertificateReports}
 * @param mesh the cluster around the node
 * @param cgroups the node's cgroup, as the daemon sees it
 */
public record NodeStatusSource(
        NodeConfig node,
        Supplier<GraphStatus> graph,
        Supplier<List<CertificateReport>> certificates,
        Supplier<MeshReport> mesh,
        Path cgroups)
        implements Supplier<NodeStatus> {
    @Override
    public NodeStatus get() {
        GraphStatus units = graph.get();
        MeshReport cluster = mesh.get();
        return new NodeStatus(
                new NodeIdentity(node.cluster(), node.name(), node.role().toString(), cluster.address()),
                Build.current(),
                ProcessHandle.current().pid(),
                // all that a newcomer has is ready only just before it becomes a node
                units.isReady() && cluster.address().isPresent(),
                units.fatal().map(Texts::cut),
                units.units().stream().map(UnitReport::of).toList(),
                CgroupMemory.anonymous(cgroups),
                certificates.get(),
                cluster.peers(),
                cluster.map(),
                cluster.joining().map(Texts::cut));
    }
}
