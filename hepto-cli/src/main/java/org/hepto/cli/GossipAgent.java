package org.hepto.cli;

import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hepto.sml.Cluster;
import org.hepto.sml.ClusterException;
import org.hepto.sml.ClusterListener;
import org.hepto.sml.ClusterOptions;
import org.hepto.sml.HostPort;
import org.hepto.sml.MemberEvent;
import org.hepto.sml.Node;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Joins a cluster as a member that only watches, and writes each change as one JSON object, for example
 * {@code {"event":"join","node":"n1","address":"[fd00::1]:7946","meta":"…","incarnation":1}}. The first one is its own
 * join, so a reader knows that it listens, and where. For all threads.
 */
final class GossipAgent implements AutoCloseable {
    private static final int MAX_CLAIMS = 100;

    /** What other nodes tell must not reach a terminal as it is. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .build();

    private final List<String> joins;
    private final long pauseMillis;
    private final Consumer<String> events;
    private final Consumer<String> notices;
    private final Cluster cluster;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean joined;

    private GossipAgent(ClusterOptions options, List<String> joins, Consumer<String> events, Consumer<String> notices) {
        this.joins = List.copyOf(joins);
        this.joined = joins.isEmpty();
        this.pauseMillis = options.timing().reconnectMin().toMillis();
        this.events = events;
        this.notices = notices;
        Watching watching = new Watching(options.name());
        synchronized (watching) { // what happens meanwhile is told afterwards
            this.cluster = Cluster.start(options, watching);
            cluster.members().stream()
                    .filter(node -> node.name().equals(cluster.name()))
                    .forEach(self -> events.accept(line(new MemberEvent(MemberEvent.Type.JOIN, self))));
        }
    }

    /**
     * Checks all options and listens; {@link #join} is next. Throws {@link ClusterException} with one line that says what
     * to do if that is not possible.
     *
     * @param joins {@code host:port} of nodes of the cluster; empty to be the first
     * @param events gets one line for each change
     * @param notices gets what a person should know besides, a line each
     */
    static GossipAgent start(
            ClusterOptions options, List<String> joins, Consumer<String> events, Consumer<String> notices) {
        joins.forEach(HostPort::check);
        return new GossipAgent(options, joins, events, notices);
    }

    /**
     * Returns when a node of the cluster has answered, at once if there is none to ask, and when the agent is closed. As
     * long as none answers it says why and tries again. Throws {@link ClusterException}, and stops without a good-bye
     * that would be taken for the other's, if another node has this one's name.
     */
    void join() throws InterruptedException {
        String said = "";
        while (!joined && closing.getCount() > 0) {
            String refusal = tryJoin();
            if (refusal.isEmpty()) {
                refuseTwin();
                joined = true;
                if (!said.isEmpty()) {
                    notices.accept("joined");
                }
                return;
            }
            boolean closed = closing.getCount() == 0;
            if (!refusal.equals(said) && !closed) {
                notices.accept(refusal + "; trying again until one does");
            }
            said = refusal;
            if (closing.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    /** Returns nothing if a node answered, else why none did. */
    private String tryJoin() throws InterruptedException {
        try {
            cluster.join(joins).get();
            return "";
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return String.valueOf((cause == null ? e : cause).getMessage());
        } catch (ClusterException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void refuseTwin() {
        cluster.twin().ifPresent(other -> {
            cluster.kill();
            throw new ClusterException(
                    "the node at %s is called '%s' too: choose another name, or wait until that node is given up"
                            .formatted(other, cluster.name()));
        });
    }

    /** Returns the member that watches. */
    Cluster cluster() {
        return cluster;
    }

    /** Leaves gracefully and stops; does nothing after a {@link #join} that was refused. */
    @Override
    public void close() {
        closing.countDown();
        cluster.close();
    }

    /** Returns a change as a JSON object in ASCII. */
    static String line(MemberEvent event) {
        Node node = event.node();
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject()
                    .writeStringProperty("event", event.type().name().toLowerCase(Locale.ROOT))
                    .writeStringProperty("node", node.name())
                    .writeStringProperty("address", node.address().toString())
                    .writeStringProperty("meta", node.meta().toUtf8())
                    .writeNumberProperty("incarnation", node.incarnation())
                    .writeEndObject();
        }
        return line.toString();
    }

    /** Writes what happens. */
    private final class Watching implements ClusterListener {
        private final String self;
        private final Set<Node> claims = new HashSet<>();

        Watching(String self) {
            this.self = self;
        }

        @Override
        public synchronized void changed(MemberEvent event) {
            switch (event.type()) {
                case JOIN, UPDATE, SUSPECT, FAILED, LEAVE -> events.accept(line(event));
                case CONFLICT -> claimed(event.node());
                case OVERFLOW -> notices.accept("too much happened at once: some changes are missing");
            }
        }

        /** Claims are repeated with each push/pull. One to the name of a node that joins is {@link #join}'s to refuse. */
        private void claimed(Node claimant) {
            boolean refused = !joined && claimant.name().equals(self);
            if (!refused && claims.size() < MAX_CLAIMS && claims.add(claimant)) {
                notices.accept("two nodes are called '%s', one of them at %s: give one another name"
                        .formatted(claimant.name(), claimant.address()));
            }
        }
    }
}
