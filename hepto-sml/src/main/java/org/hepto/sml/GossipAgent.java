package org.hepto.sml;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that only watches: it joins a cluster and writes each change as one JSON object, for example
 * {@code {"event":"join","node":"n1","address":"[fd00::1]:7946","meta":"…","incarnation":1}}. The first one is its own
 * join, so whoever reads knows that it listens, and where. For the command line; for all threads.
 */
public final class GossipAgent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GossipAgent.class);
    private static final int MAX_CLAIMS = 100;

    /**
     * What the command line gives.
     *
     * @param name of this node
     * @param bind {@code host:port} to listen on; port 0 is any
     * @param advertise {@code host:port} that others use, or null for {@code bind}
     * @param label of the cluster, or empty
     * @param key 16, 24 or 32 bytes in hexadecimal, or empty for none
     * @param joins {@code host:port} of nodes of the cluster; empty to be the first
     * @param meta text that others see, at most 512 bytes
     * @param timing {@code lan}, {@code wan} or {@code local}
     */
    public record Options(
            String name,
            String bind,
            @Nullable String advertise,
            String label,
            String key,
            List<String> joins,
            String meta,
            String timing) {

        /** A copy of the list is kept. */
        public Options {
            joins = List.copyOf(joins);
        }

        /** Throws {@link ClusterException} with what is wrong. */
        ClusterOptions toCluster() {
            try {
                return checked();
            } catch (IllegalArgumentException e) {
                throw new ClusterException(String.valueOf(e.getMessage()), e);
            }
        }

        private ClusterOptions checked() {
            ClusterOptions options = ClusterOptions.named(name, socket(bind))
                    .withLabel(label)
                    .withKeyring(key.isEmpty() ? Keyring.NONE : Keyring.of(parsedKey()))
                    .withTiming(Timing.of(timing))
                    .withMeta(Bytes.utf8(meta));
            return advertise == null ? options : options.withAdvertise(socket(advertise));
        }

        private Bytes parsedKey() {
            try {
                return Bytes.hex(key);
            } catch (IllegalArgumentException e) {
                throw new ClusterException("the gossip key is not hexadecimal: give 32, 48 or 64 hex digits", e);
            }
        }

        private static InetSocketAddress socket(String hostPort) {
            if (hostPort.endsWith(":0")) {
                String host = hostPort.substring(0, hostPort.length() - 2);
                return new InetSocketAddress(
                        HostPort.resolve(host, 1).getFirst().toSocket().getAddress(), 0);
            }
            return HostPort.resolve(hostPort, ClusterOptions.PORT).getFirst().toSocket();
        }
    }

    private final Options options;
    private final Consumer<String> events;
    private final Consumer<String> notices;
    private final Cluster cluster;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean joined;

    private GossipAgent(Options options, Consumer<String> events, Consumer<String> notices) {
        this.options = options;
        this.joined = options.joins().isEmpty();
        this.events = events;
        this.notices = notices;
        this.cluster = Cluster.bind(options.toCluster(), new Watching());
    }

    /**
     * Checks all options and listens; {@link #join} is next. Throws {@link ClusterException} with one line that says what
     * to do if that is not possible.
     *
     * @param events gets one line for each change
     * @param notices gets what a person should know besides, a line each
     */
    public static GossipAgent start(Options options, Consumer<String> events, Consumer<String> notices) {
        options.joins().forEach(HostPort::check);
        var agent = new GossipAgent(options, events, notices);
        Cluster cluster = agent.cluster;
        cluster.members().forEach(self -> events.accept(line(new MemberEvent(MemberEvent.Type.JOIN, self))));
        cluster.begin();
        return agent;
    }

    /**
     * Returns when a node of the cluster has answered, at once if there is none to ask, and when the agent is closed. As
     * long as none answers it says why and tries again. Throws {@link ClusterException}, and stops without a good-bye
     * that would be taken for the other's, if another node has this one's name.
     */
    public void join() throws InterruptedException {
        String said = "";
        while (!joined && !closed()) {
            String refusal = tryJoin();
            if (refusal.isEmpty()) {
                refuseTwin();
                joined = true;
                if (!said.isEmpty()) {
                    notices.accept("joined");
                }
                return;
            }
            if (!refusal.equals(said) && !closed()) {
                notices.accept(refusal + "; trying again until one does");
            }
            said = refusal;
            pause();
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void pause() throws InterruptedException {
        if (closing.await(Timing.of(options.timing()).millis().reconnectMin(), TimeUnit.MILLISECONDS)) {
            LOG.debug("closed while joining");
        }
    }

    /** Empty if a node answered, else why none did. */
    private String tryJoin() throws InterruptedException {
        try {
            int joined = cluster.join(options.joins()).get();
            LOG.debug("{} nodes answered", joined);
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
                            .formatted(other, options.name()));
        });
    }

    /** The node below. */
    public Cluster cluster() {
        return cluster;
    }

    /** Leaves gracefully and stops; does nothing after a {@link #join} that was refused. */
    @Override
    public void close() {
        closing.countDown();
        cluster.close();
    }

    static String line(MemberEvent event) {
        Node node = event.node();
        return "{\"event\":\"%s\",\"node\":%s,\"address\":%s,\"meta\":%s,\"incarnation\":%d}"
                .formatted(
                        event.type().name().toLowerCase(Locale.ROOT),
                        quoted(node.name()),
                        quoted(node.address().toString()),
                        quoted(node.meta().toUtf8()),
                        node.incarnation());
    }

    /** A JSON string; control characters and everything that is not ASCII are escaped. */
    static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** Writes what happens. */
    private final class Watching implements ClusterListener {
        private final Set<Node> claims = new HashSet<>();

        @Override
        public void changed(MemberEvent event) {
            switch (event.type()) {
                case JOIN, UPDATE, SUSPECT, FAILED, LEAVE -> events.accept(line(event));
                case CONFLICT -> claimed(event.node());
                case OVERFLOW -> notices.accept("too much happened at once: some changes are missing");
            }
        }

        /** Claims are repeated with each push/pull. One to the name of a node that joins is {@link #join}'s to refuse. */
        private void claimed(Node claimant) {
            boolean refused = !joined && claimant.name().equals(options.name());
            if (!refused && claims.size() < MAX_CLAIMS && claims.add(claimant)) {
                notices.accept("two nodes are called '%s', one of them at %s: give one another name"
                        .formatted(claimant.name(), claimant.address()));
            }
        }
    }
}
