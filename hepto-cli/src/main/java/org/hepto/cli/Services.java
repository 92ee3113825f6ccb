package org.hepto.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.hepto.services.control.Invitation;
import org.hepto.services.control.KubeconfigRequest;
import org.hepto.services.control.ListedNode;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.WatchEvent;
import org.hepto.services.launcher.CheckResult;
import org.hepto.services.launcher.NodeOptions;
import org.hepto.services.launcher.StartListener;
import org.hepto.services.local.LocalOptions;
import org.hepto.services.node.NodePaths;

/** Does what the commands ask for; tests have an implementation of their own. */
interface Services {
    /** Becomes a node; returns only by throwing. */
    void launch(NodeOptions options, StartListener listener) throws IOException, InterruptedException;

    /** Looks at this host and changes nothing. */
    List<CheckResult> check(NodeOptions options) throws IOException, InterruptedException;

    /** Returns the directory of a node of this host. */
    NodePaths select(Path data, Optional<String> cluster, Optional<String> name);

    /** How a running node stands. */
    NodeStatus status(NodePaths paths) throws IOException;

    /** How a node stands when it is ready, or when the time is over; it need not be there yet. */
    NodeStatus awaitReady(Path data, Optional<String> cluster, Optional<String> name, Duration limit)
            throws IOException, InterruptedException;

    /** Passes on how a node stands and then each change, until its daemon ends or the consumer returns false. */
    void watch(NodePaths paths, Predicate<WatchEvent> events) throws IOException;

    /** Returns the nodes of the cluster, as its master knows them. */
    List<ListedNode> nodes(NodePaths paths) throws IOException;

    /** Lets a node in that waits, by its name or fingerprint. */
    void admit(NodePaths paths, String who) throws IOException;

    /** Takes a node out of the cluster, with a line for each step. */
    void forget(NodePaths paths, String node, Consumer<String> progress) throws IOException;

    /** Gives the cluster another key, with a line for each step. */
    void changeKey(NodePaths paths, Consumer<String> progress) throws IOException;

    /** Returns what a new machine needs to join. */
    Invitation invite(NodePaths paths) throws IOException;

    /** Returns a kubeconfig file. */
    String kubeconfig(NodePaths paths, KubeconfigRequest request) throws IOException;

    /** Starts a whole cluster on this host and returns its kubeconfig; Ctrl-C removes what was started. */
    Path up(LocalOptions options, Consumer<String> progress) throws IOException, InterruptedException;

    /** Removes what {@link #up} has made. */
    void down(Path data, String cluster, Consumer<String> progress) throws IOException, InterruptedException;

    /** Becomes an applet of the jar on the host, with more variables in its environment. */
    void execJar(List<String> arguments, Map<String, String> environment) throws IOException;

    /** Becomes a command in the node's container. */
    void execInNode(NodePaths paths, List<String> command) throws IOException;

    /** Returns the versions of what the jar's executable consists of, as one JSON object. */
    String versions() throws IOException, InterruptedException;
}
