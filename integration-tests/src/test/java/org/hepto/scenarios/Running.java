package org.hepto.scenarios;

import java.util.Collection;
import java.util.Map;

/**
 * What runs in a cluster, by the names of the nodes, with start times: equal ones mean that nothing was restarted.
 *
 * @param planes as {@link ClusterChecks#planes}
 * @param daemons their processes
 * @param pods as {@link ClusterChecks#webServers}
 */
record Running(Map<String, String> planes, Map<String, Integer> daemons, Map<String, String> pods) {
    static Running on(Collection<HeptoNode> nodes) {
        return new Running(
                ClusterChecks.planes(nodes),
                ClusterChecks.each(nodes, HeptoNode::daemon),
                ClusterChecks.webServers(nodes));
    }
}
