package org.hepto.sml;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node that only watches: it joins a cluster and writes each change as one JSON object, for example
 * {@code {"event":"join","node":"n1","address":"[fd00::1]:7946","meta":"…","incarnation":1}}. For the command line.
 */
public final class GossipAgent implements AutoCloseable {

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

        ClusterOptions toCluster() {
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

    private final Consumer<String> output;
    private final Options options;
    private final Cluster cluster;

    private GossipAgent(Options options, Consumer<String> output) {
        this.options = options;
        this.output = output;
        try {
            this.cluster = Cluster.start(options.toCluster(), new Printing());
        } catch (IllegalArgumentException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Starts and joins; throws {@link ClusterException} with one line that says what to do if that is not possible.
     *
     * @param output gets one line per change, on a thread of its own
     */
    public static GossipAgent start(Options options, Consumer<String> output) {
        var agent = new GossipAgent(options, output);
        try {
            if (!options.joins().isEmpty()) {
                int joined = agent.cluster.join(options.joins()).join();
                agent.refuseTwin(joined);
            }
            return agent;
        } catch (CompletionException | ClusterException e) {
            agent.cluster.kill();
            if (e.getCause() instanceof ClusterException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void refuseTwin(int joined) {
        if (joined > 0 && cluster.counters().getOrDefault("conflicts", 0L) > 0) {
            throw new ClusterException(
                    ("another node is called '%s': choose another name, or wait until the old node" + " is given up")
                            .formatted(options.name()));
        }
    }

    /** The node below. */
    public Cluster cluster() {
        return cluster;
    }

    /** Leaves gracefully and stops. */
    @Override
    public void close() {
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
    private final class Printing implements ClusterListener {
        @Override
        public void changed(MemberEvent event) {
            output.accept(line(event));
        }
    }
}
