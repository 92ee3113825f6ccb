package org.hepto.services.local;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Says what cluster is wanted.
 *
 * @param nodes how many, the master among them
 * @param data directory of all nodes of this host, absolute
 * @param patience how long to wait for each node to be ready
 * @param keep leaves the nodes running when one fails
 * @param isolated does without the host's uplink even if there is one
 */
public record LocalOptions(int nodes, String cluster, Path data, Duration patience, boolean keep, boolean isolated) {
    /** The most nodes that one host is asked to carry. */
    public static final int MOST = 16;
}
