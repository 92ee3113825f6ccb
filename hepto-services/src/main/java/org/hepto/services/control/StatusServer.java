package org.hepto.services.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.hepto.daeman.Daeman;
import org.hepto.services.node.Build;
import org.hepto.services.node.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the command line on a unix socket that only root can open: the request is a word, {@code status} or
 * {@code status-json}, the answer is text until the end of the stream.
 */
public final class StatusServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
    private static final int MAX_REQUEST = 64;

    private final Node node;
    private final Daeman daeman;
    private final ServerSocketChannel server;

    /** Binds the socket, for root alone; {@link #start} answers on it. */
    public StatusServer(Node node, Daeman daeman) throws IOException {
        this.node = node;
        this.daeman = daeman;
        Path socket = node.paths().socket();
        Files.deleteIfExists(socket);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket)); // in a directory that only root can enter
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    }

    /** Begins to answer, on threads of its own. */
    public void start() {
        Thread.ofVirtual().name("status").start(this::serve);
    }

    private void serve() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                // each on a thread of its own: one that asks nothing keeps nobody waiting
                Thread.ofVirtual().name("status client").start(() -> serve(client));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.debug("the status socket", e);
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            answer(client);
        } catch (IOException e) {
            LOG.debug("a client of the status socket", e);
        }
    }

    private void answer(SocketChannel client) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(MAX_REQUEST);
        client.read(request);
        String word = new String(request.array(), 0, request.position(), StandardCharsets.US_ASCII).strip();
        StatusReport report =
                new StatusReport(node, Build.current(), daeman.status(), Memory.anonymous(Path.of("/sys/fs/cgroup")));
        String text = switch (word) {
            case "status" -> report.text();
            case "status-json" -> report.json();
            default -> "unknown request\n";
        };
        ByteBuffer answer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (answer.hasRemaining()) {
            client.write(answer);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(node.paths().socket());
    }
}
