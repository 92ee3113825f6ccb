package org.hepto.services.control;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.hepto.daeman.Time;
import org.hepto.services.control.ControlReply.Failure;
import org.hepto.services.control.ControlReply.Hello;
import org.hepto.services.node.NodePaths;

/** One request to a daemon and what comes back. For one thread. */
final class ControlConnection implements Closeable {
    private final NodePaths paths;
    private final LineChannel lines;

    private ControlConnection(NodePaths paths, LineChannel lines) {
        this.paths = paths;
        this.lines = lines;
    }

    /**
     * Connects, asks, and checks whether the daemon speaks this version.
     *
     * @throws NodeUnavailableException if there is no daemon, or it doesn't greet in time
     * @throws ProtocolMismatchException if it speaks another version
     */
    static ControlConnection ask(NodePaths paths, ControlRequest request, Time time, Duration patience)
            throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        ControlConnection connection =
                new ControlConnection(paths, new LineChannel(channel, time, ControlProtocol.MAX_REPLY));
        try {
            connection.connect(channel, patience);
            connection.begin(request, patience);
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void connect(SocketChannel channel, Duration patience) throws IOException {
        try {
            // blocks when many others wait for a daemon that hangs
            lines.within(patience, () -> channel.connect(UnixDomainSocketAddress.of(paths.socket())));
        } catch (SocketTimeoutException e) {
            throw NodeUnavailableException.silent(paths, patience, e);
        } catch (IOException e) {
            throw NodeUnavailableException.stopped(paths, e);
        }
    }

    private void begin(ControlRequest request, Duration patience) throws IOException {
        try {
            lines.write(RequestCodec.encode(request), patience);
        } catch (SocketTimeoutException e) {
            throw NodeUnavailableException.silent(paths, patience, e);
        } catch (IOException e) {
            // a daemon that turns us away has said so and closed its end; what it said can still be read
        }
        ControlReply first = read(patience);
        if (!(first instanceof Hello hello)) {
            throw ProtocolMismatchException.unknown(paths, new MalformedMessageException("no greeting"));
        }
        if (hello.protocol() != ControlProtocol.VERSION) {
            throw ProtocolMismatchException.of(hello, paths);
        }
    }

    /**
     * Reads the next reply.
     *
     * @throws NodeUnavailableException if the daemon ends, or is silent for so long
     * @throws ProtocolMismatchException if the reply cannot be read
     * @throws RefusedRequestException with the daemon's own words if it can be done by none, or by another node
     * @throws IOException with the daemon's words if the request was no good, or failed
     */
    ControlReply next(Duration patience) throws IOException {
        ControlReply reply = read(patience);
        if (reply instanceof Failure(ErrorCode code, String message) && code.isAnswer()) {
            throw new RefusedRequestException(code, message);
        }
        if (reply instanceof Failure failure) {
            throw new IOException("the node in %s refused: %s".formatted(paths.data(), failure.message()));
        }
        return reply;
    }

    private ControlReply read(Duration patience) throws IOException {
        try {
            Optional<byte[]> line = lines.read(patience);
            if (line.isEmpty()) {
                throw new EOFException("end of stream");
            }
            return ReplyCodec.decode(line.get());
        } catch (SocketTimeoutException e) {
            throw NodeUnavailableException.silent(paths, patience, e);
        } catch (MalformedMessageException e) {
            throw ProtocolMismatchException.unknown(paths, e);
        } catch (IOException e) {
            throw NodeUnavailableException.gone(paths, e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
