package org.hepto.services.control;

import org.hepto.services.node.Node;

/**
 * Which node answers.
 *
 * @param role {@code master} or {@code node}
 * @param mesh its address in the cluster
 */
public record NodeIdentity(String cluster, String name, String role, String mesh) {
    /** Returns the identity of the node that this process runs. */
    static NodeIdentity of(Node node) {
        return new NodeIdentity(
                node.config().cluster(),
                node.name(),
                node.config().role().toString(),
                node.mesh().toString());
    }
}
