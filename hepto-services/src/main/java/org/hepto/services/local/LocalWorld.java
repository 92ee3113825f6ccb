package org.hepto.services.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hepto.services.control.Invitation;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.Ipv6Prefix;

/** What {@link LocalCluster} needs of the host. Several threads may call it. */
interface LocalWorld {
    /** Tells whether this process may do all this. */
    boolean isRoot();

    /** Returns why there is no IPv6 uplink; empty if there is one. */
    Optional<String> uplinkProblem() throws IOException;

    /** Makes a link with an address, or completes it if it is there. */
    void addLink(String name, Ipv6Prefix address) throws IOException;

    /** Removes a link, if there is one. */
    void removeLink(String name) throws IOException;

    /** Starts hepto in a session of its own, with its output in a file. */
    LocalProcess start(List<String> arguments, Path log) throws IOException;

    /** Tells whether that very process lives. */
    boolean isAlive(LocalProcess process);

    /** Asks it to end, by SIGTERM, if it lives. */
    void terminate(LocalProcess process);

    /** Returns how a node stands; empty if it cannot tell yet. */
    Optional<NodeStatus> status(NodePaths paths);

    /** Returns what a master tells newcomers; empty if it refuses. */
    Optional<Invitation> invite(NodePaths paths);

    /** Returns the last line of a file that says something; empty if there is none. */
    String lastLine(Path file);

    /**
     * Deletes a node's directory with all in it.
     *
     * @throws IOException if a node runs in it, or another file system is mounted below it
     */
    void delete(NodePaths paths) throws IOException;

    long nanoTime();

    void sleep(Duration duration) throws InterruptedException;
}
