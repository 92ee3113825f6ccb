package org.hepto.services.gossip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hepto.sml.Bytes;
import org.hepto.sml.Keyring;
import org.hepto.utils.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the keys of gossip to the nodes on the roster. It listens inside of WireGuard, so it needs none of them to be
 * heard, and the address of who asks tells which node it is; the signature, that it is the node and not a pod in its network.
 *
 * <pre>
 *   node                                                    master
 *     │ ── connects, from its address in the mesh ────────▶ │  on the roster?
 *     │ ◀─────────────────────────────── 32 random bytes ── │
 *     │ ── 64 bytes: its identity signs cluster and these ▶ │  its identity?
 *     │ ◀── the keys in hex, a line each, that seals first ─ │  and closes
 * </pre>
 *
 * Who is refused is told nothing. All methods may be called from any thread.
 */
public final class KeyringServer implements AutoCloseable {
    /** How long the other side may be silent. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** At the same time, and one of each node. */
    private static final int MOST = 64;

    private static final Duration WARN_AGAIN = Duration.ofMinutes(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(KeyringServer.class);

    private final ServerSocket socket;
    private final String cluster;
    private final Function<InetAddress, Optional<AdmittedNode>> roster;
    private final Supplier<Keyring> ring;
    private final Set<InetAddress> served = ConcurrentHashMap.newKeySet();
    private final Map<InetAddress, Long> warned = new ConcurrentHashMap<>(); // of nodes alone

    private KeyringServer(
            ServerSocket socket,
            String cluster,
            Function<InetAddress, Optional<AdmittedNode>> roster,
            Supplier<Keyring> ring) {
        this.socket = socket;
        this.cluster = cluster;
        this.roster = roster;
        this.ring = ring;
    }

    /**
     * Begins to listen.
     *
     * @param roster finds the node that has an address in the mesh
     * @param ring the keys of now
     */
    static KeyringServer open(
            InetSocketAddress at,
            String cluster,
            Function<InetAddress, Optional<AdmittedNode>> roster,
            Supplier<Keyring> ring)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true); // connections of the daemon before may linger
            socket.bind(at, MOST);
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "cannot listen on [%s]:%d for nodes that ask for the key: %s"
                            .formatted(at.getAddress().getHostAddress(), at.getPort(), Errors.line(e)),
                    e);
        }
        KeyringServer server = new KeyringServer(socket, cluster, roster, ring);
        Thread.ofVirtual().name("give the keys of gossip").start(server::loop);
        return server;
    }

    /** Returns where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void loop() {
        while (!socket.isClosed()) {
            try {
                accept(socket.accept());
            } catch (IOException | RuntimeException e) {
                rest(e);
            }
        }
    }

    /** Descriptors may be used up, which passes. */
    private void rest(Exception failure) {
        if (!socket.isClosed()) {
            LOG.warn("cannot take a node that asks for the key: {}", Errors.line(failure));
            try {
                Thread.sleep(AFTER_FAILURE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void accept(Socket client) throws IOException {
        InetAddress from = client.getInetAddress();
        Optional<AdmittedNode> node = roster.apply(from);
        if (node.isEmpty() || served.size() >= MOST || !served.add(from)) {
            client.close();
            return;
        }
        Thread.ofVirtual().name("give the keys to " + node.get().name()).start(() -> {
            try (client) {
                serve(client, node.get());
            } catch (IOException e) {
                LOG.debug(
                        "{} has asked for the key, and has gone: {}", node.get().name(), Errors.line(e));
            }
        });
    }

    /** The place is free before the stream ends, so that the node may ask again at once. */
    private void serve(Socket client, AdmittedNode node) throws IOException {
        try {
            answer(client, node);
        } finally {
            served.remove(client.getInetAddress());
        }
    }

    private void answer(Socket client, AdmittedNode node) throws IOException {
        client.setSoTimeout((int) PATIENCE.toMillis());
        KeyringProof proof = KeyringProof.fresh(cluster);
        client.getOutputStream().write(proof.challenge().toArray());
        Bytes signature = Bytes.of(client.getInputStream().readNBytes(KeyringProof.SIGNATURE));
        if (!proof.isSignedBy(node.identity(), signature)) {
            warn(client.getInetAddress(), node.name());
            return;
        }
        client.getOutputStream().write(ring.get().toLines().getBytes(StandardCharsets.US_ASCII));
        LOG.info("gave the keys of gossip to {}", node.name());
    }

    /** Once a minute: a pod that tries without end must not fill the log. */
    private void warn(InetAddress from, String node) {
        long now = System.nanoTime();
        Long last = warned.get(from);
        if (last == null || now - last > WARN_AGAIN.toNanos()) {
            warned.put(from, now);
            LOG.warn("who asks for the key from {} does not sign as that node: perhaps a pod in its network", node);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
