package org.hepto.services.control;

import java.util.List;

/**
 * What another machine is told to join this cluster; the key is not in it.
 *
 * @param anchors where it finds the cluster, {@code host:port}; empty if no node has an address that lasts
 * @param authority fingerprint of the cluster's authority
 */
public record Invitation(String cluster, List<String> anchors, String authority) {
    /** Keeps a copy of the list. */
    public Invitation {
        anchors = List.copyOf(anchors);
    }
}
