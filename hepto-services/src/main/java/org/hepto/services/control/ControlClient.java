package org.hepto.services.control;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.hepto.daeman.Time;
import org.hepto.services.control.ControlReply.Access;
import org.hepto.services.control.ControlReply.Change;
import org.hepto.services.control.ControlReply.Done;
import org.hepto.services.control.ControlReply.Invited;
import org.hepto.services.control.ControlReply.Listed;
import org.hepto.services.control.ControlReply.Progress;
import org.hepto.services.control.ControlReply.Status;
import org.hepto.services.control.ControlRequest.Admit;
import org.hepto.services.control.ControlRequest.ChangeKey;
import org.hepto.services.control.ControlRequest.Forget;
import org.hepto.services.control.ControlRequest.Invite;
import org.hepto.services.control.ControlRequest.ListNodes;
import org.hepto.services.control.ControlRequest.MakeKubeconfig;
import org.hepto.services.control.ControlRequest.ReadStatus;
import org.hepto.services.control.ControlRequest.Watch;
import org.hepto.services.node.NodePaths;
import org.jspecify.annotations.Nullable;

/**
 * Asks a running node. Each call is a connection of its own and blocks the caller, but never for longer than the daemon
 * may be silent. All throw {@link NodeUnavailableException} if the daemon doesn't answer, {@link
 * ProtocolMismatchException} if it is of another version, and IOException with one line if it refuses.
 */
public final class ControlClient {
    /** How soon to try again to reach a daemon that isn't up. */
    private static final Duration RETRY = Duration.ofMillis(250);

    /** How long the last question after a wait may take. */
    private static final Duration LAST = Duration.ofSeconds(5);

    private final NodePaths paths;
    private final Time time;
    private final Duration patience;

    /** Makes a client of a node; connects to nothing yet. */
    public ControlClient(NodePaths paths) {
        this(paths, Time.system(), ControlProtocol.DAEMON_PATIENCE);
    }

    /** As before, with the longest silence of the daemon. */
    public ControlClient(NodePaths paths, Duration patience) {
        this(paths, Time.system(), patience);
    }

    ControlClient(NodePaths paths, Time time, Duration patience) {
        this.paths = paths;
        this.time = time;
        this.patience = patience;
    }

    /** Returns how the node stands. */
    public NodeStatus status() throws IOException {
        return status(patience);
    }

    private NodeStatus status(Duration limit) throws IOException {
        try (ControlConnection connection = ControlConnection.ask(paths, new ReadStatus(), time, limit)) {
            if (connection.next(limit) instanceof Status reply) {
                return reply.status();
            }
            throw ProtocolMismatchException.unknown(paths, new MalformedMessageException("no status"));
        }
    }

    /**
     * Passes on the status and then each change, until the daemon ends.
     *
     * @param events returns false to end it before
     */
    public void watch(Predicate<WatchEvent> events) throws IOException {
        try (ControlConnection connection = ControlConnection.ask(paths, new Watch(false), time, patience)) {
            Optional<WatchEvent> event = event(connection, () -> patience);
            while (event.isPresent() && events.test(event.get())) {
                event = event(connection, () -> patience);
            }
        }
    }

    /** Returns the next event; empty at the end of the stream. */
    private static Optional<WatchEvent> event(ControlConnection connection, Supplier<Duration> patience)
            throws IOException {
        while (true) {
            switch (connection.next(patience.get())) {
                case Status status -> {
                    return Optional.of(status.status());
                }
                case Change change -> {
                    return Optional.of(change.change());
                }
                case Done _ -> {
                    return Optional.empty();
                }
                default -> {} // nothing to tell
            }
        }
    }

    /**
     * Waits until the node is ready, also for a daemon that isn't up yet or is started again meanwhile.
     *
     * @param limit how long at most
     * @return how the node stands then: ready, or not in time
     * @throws NodeUnavailableException if the time is over and there is no daemon
     */
    public NodeStatus awaitReady(Duration limit) throws IOException, InterruptedException {
        long end = time.nanoTime() + limit.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(end - time.nanoTime());
            try {
                if (!left.isPositive()) {
                    return status(patience.compareTo(LAST) < 0 ? patience : LAST);
                }
                NodeStatus ready = readyWithin(end);
                if (ready != null) {
                    return ready;
                }
            } catch (NodeUnavailableException e) {
                if (!left.isPositive()) {
                    throw e;
                }
            }
            time.sleep(left.compareTo(RETRY) < 0 ? left : RETRY);
        }
    }

    /** Returns nothing if the daemon ended before the node was ready. */
    private @Nullable NodeStatus readyWithin(long end) throws IOException {
        try (ControlConnection connection = ControlConnection.ask(paths, new Watch(true), time, left(end))) {
            Optional<WatchEvent> event = event(connection, () -> left(end));
            while (event.isPresent()) {
                if (event.get() instanceof NodeStatus status && status.ready()) {
                    return status;
                }
                event = event(connection, () -> left(end));
            }
            return null;
        }
    }

    /** Returns the nodes of the cluster, and those that want to join it. */
    public List<ListedNode> nodes() throws IOException {
        List<ListedNode> nodes = new ArrayList<>();
        converse(new ListNodes(), reply -> {
            if (reply instanceof Listed(ListedNode node)) {
                nodes.add(node);
            }
        });
        return nodes;
    }

    /** Lets a node in that waits, by its name or, if several ask under that, by its fingerprint. */
    public void admit(String who) throws IOException {
        converse(new Admit(who), _ -> {});
    }

    /** Takes a node out of the cluster; passes on a line for each step. */
    public void forget(String name, Consumer<String> progress) throws IOException {
        follow(new Forget(name), progress);
    }

    /** Changes the cluster's key; passes on a line for each step. */
    public void changeKey(Consumer<String> progress) throws IOException {
        follow(new ChangeKey(), progress);
    }

    private void follow(ControlRequest request, Consumer<String> progress) throws IOException {
        converse(request, reply -> {
            if (reply instanceof Progress(String line)) {
                progress.accept(line);
            }
        });
    }

    /** Returns what a new machine needs, but for the key. */
    public Invitation invite() throws IOException {
        if (converse(new Invite(), _ -> {}) instanceof Invited(Invitation invitation)) {
            return invitation;
        }
        throw ProtocolMismatchException.unknown(paths, new MalformedMessageException("no invitation"));
    }

    /** Returns a kubeconfig file. */
    public String kubeconfig(KubeconfigRequest request) throws IOException {
        if (converse(new MakeKubeconfig(request), _ -> {}) instanceof Access(String kubeconfig)) {
            return kubeconfig;
        }
        throw ProtocolMismatchException.unknown(paths, new MalformedMessageException("no kubeconfig"));
    }

    /** Passes on what comes until the last reply, and returns that. */
    private ControlReply converse(ControlRequest request, Consumer<ControlReply> replies) throws IOException {
        try (ControlConnection connection = ControlConnection.ask(paths, request, time, patience)) {
            while (true) {
                ControlReply reply = connection.next(patience);
                if (reply instanceof Done || reply instanceof Invited || reply instanceof Access) {
                    return reply;
                }
                replies.accept(reply);
            }
        }
    }

    private Duration left(long end) {
        Duration left = Duration.ofNanos(Math.max(1, end - time.nanoTime()));
        return left.compareTo(patience) < 0 ? left : patience;
    }
}
