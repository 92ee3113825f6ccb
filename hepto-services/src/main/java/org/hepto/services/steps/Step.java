package org.hepto.services.steps;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A step of a node's life that needs a large library. What is loaded once is held for ever, and a library costs
 * megabytes; so these steps are done by a process that ends.
 */
public sealed interface Step {
    /** Makes the authorities and what belongs to them, if they are missing. */
    record IssueAuthorities(Instant now) implements Step {}

    /** Makes the certificates that are missing, due, or say something else: at least one is asked for. */
    record IssueLeaves(List<Leaf> leaves, Instant now) implements Step {}

    /** Waits until etcd answers a read. */
    record AwaitEtcd() implements Step {}

    /**
     * Waits until an HTTPS endpoint of the control plane answers 200.
     *
     * @param held for how long it must have done so at each look
     */
    record AwaitHealth(String url, Duration held) implements Step {}

    /** Writes the objects that every cluster has. */
    record ApplyBootstrap() implements Step {}

    /** Says in the Node object that the node is a master. */
    record LabelNode() implements Step {}

    /** Waits until the Node object has a range for pods, and tells it. */
    record AwaitPodRange() implements Step {}

    /** Waits until the Node object says that the node is Ready. */
    record AwaitNodeReady() implements Step {}

    /** Waits until containerd serves CRI, imports the images of the node, and tells the version. */
    record AwaitContainerd() implements Step {}

    /**
     * Stops all containers.
     *
     * @param grace how long they may take, then they are killed
     */
    record StopContainers(Duration grace) implements Step {}
}
