package org.hepto.services.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.hepto.daeman.Time;
import org.hepto.daeman.UnitTransition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the command line on a unix socket that only root can open. What a client may cost is bounded: bytes of its
 * request, how long it may be silent or slow, and how many there are.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    private final Path socket;
    private final Supplier<NodeStatus> status;
    private final NodeOperations operations;
    private final Time time;
    private final Duration patience;
    private final ServerSocketChannel server;
    private final Watchers watchers = new Watchers();
    private final Semaphore room = new Semaphore(ControlProtocol.MAX_CLIENTS);

    /**
     * Binds the socket, for root alone; {@link #start} answers on it.
     *
     * @param socket in a directory that only root can enter; replaced if it was left by a daemon that was killed
     * @param status asked for each answer, on the client's thread
     * @param operations asked on a thread of the client
     */
    public ControlServer(Path socket, Supplier<NodeStatus> status, NodeOperations operations, Time time)
            throws IOException {
        this(socket, status, operations, time, ControlProtocol.CLIENT_PATIENCE);
    }

    ControlServer(Path socket, Supplier<NodeStatus> status, NodeOperations operations, Time time, Duration patience)
            throws IOException {
        this.socket = socket;
        this.status = status;
        this.operations = operations;
        this.time = time;
        this.patience = patience;
        Files.deleteIfExists(socket);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Begins to answer, on threads of its own. */
    public void start() {
        Thread.ofVirtual().name("control").start(this::accept);
    }

    /** Tells those that watch; returns at once. To be registered as a listener of the units. */
    public void changed(UnitTransition transition) {
        watchers.publish(UnitChange.of(transition));
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (room.tryAcquire()) {
                    Thread.ofVirtual().name("control client").start(() -> {
                        try {
                            serve(client);
                        } finally {
                            room.release();
                        }
                    });
                } else {
                    refuse(client);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("the control socket failed to take a client; trying again", e);
                pause();
            }
        }
    }

    /** The host is short of descriptors, for example: not a reason to turn in circles, nor to give up. */
    private void pause() {
        try {
            time.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel client) {
        try (LineChannel lines = new LineChannel(client, time, ControlProtocol.MAX_REQUEST)) {
            session(lines).serve();
        } catch (IOException e) {
            LOG.debug("a client of the control socket went", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("a request on the control socket failed", e);
        }
    }

    private ControlSession session(LineChannel lines) {
        return new ControlSession(lines, status, operations, watchers, patience);
    }

    /** Two short lines, for which every new socket has room: this thread won't block. */
    private void refuse(SocketChannel client) {
        try (LineChannel lines = new LineChannel(client, time, ControlProtocol.MAX_REQUEST)) {
            session(lines)
                    .refuse(
                            ErrorCode.BUSY,
                            "%d clients ask already; end some of them: pgrep -f 'hepto.jar status'"
                                    .formatted(ControlProtocol.MAX_CLIENTS));
        } catch (IOException e) {
            LOG.debug("a client of the control socket went", e);
        }
    }

    @Override
    public void close() throws IOException {
        watchers.close();
        server.close();
        Files.deleteIfExists(socket);
    }
}
