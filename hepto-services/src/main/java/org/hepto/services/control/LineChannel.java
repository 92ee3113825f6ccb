package org.hepto.services.control;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.hepto.daeman.Time;

/**
 * Lines over a socket, bounded in bytes and in time. Calls block, one thread at a time; {@link #close} may come from
 * another. After a time-out it is closed.
 */
final class LineChannel implements Closeable {
    /** The JDK keeps a buffer outside the heap for each thread, as large as the largest piece. */
    private static final int PIECE = 8192;

    private final SocketChannel channel;
    private final Time time;
    private final int longest;
    private final ByteBuffer input = ByteBuffer.allocate(PIECE).flip();
    private volatile boolean overdue;

    /** @param longest bytes of a line that is read, without its end */
    LineChannel(SocketChannel channel, Time time, int longest) {
        this.channel = channel;
        this.time = time;
        this.longest = longest;
    }

    /** Something that blocks on the channel. */
    @FunctionalInterface
    interface Blocking<T> {
        T call() throws IOException;
    }

    /**
     * Reads a line without its end; empty at the end of the stream.
     *
     * @throws MalformedMessageException if it is too long
     * @throws EOFException if the stream ends in it
     * @throws SocketTimeoutException if it is not whole in time
     */
    Optional<byte[]> read(Duration patience) throws IOException {
        return within(patience, this::readLine);
    }

    /** Writes all bytes; throws {@link SocketTimeoutException} if the other end doesn't take them in time. */
    void write(byte[] bytes, Duration patience) throws IOException {
        within(patience, () -> {
            ByteBuffer output = ByteBuffer.wrap(bytes);
            while (output.position() < bytes.length) {
                output.limit(Math.min(bytes.length, output.position() + PIECE));
                channel.write(output);
            }
            return output;
        });
    }

    /** Runs the call, and closes the channel under it when the time is over. */
    <T> T within(Duration patience, Blocking<T> call) throws IOException {
        Time.Timer timer = time.schedule(patience, this::expire);
        try {
            return call.call();
        } catch (ClosedChannelException e) {
            if (overdue) {
                SocketTimeoutException timeout =
                        new SocketTimeoutException("timed out after %d ms".formatted(patience.toMillis()));
                timeout.initCause(e);
                throw timeout;
            }
            throw e;
        } finally {
            timer.cancel();
        }
    }

    private void expire() {
        overdue = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e); // closing a unix socket writes nothing
        }
    }

    private Optional<byte[]> readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (input.hasRemaining()) {
                byte next = input.get();
                if (next == '\n') {
                    return Optional.of(line.toByteArray());
                }
                if (line.size() == longest) {
                    throw new MalformedMessageException("a line of more than %d bytes".formatted(longest));
                }
                line.write(next);
            }
            input.clear();
            int count = channel.read(input);
            input.flip();
            if (count < 0 && line.size() == 0) {
                return Optional.empty();
            }
            if (count < 0) {
                throw new EOFException("half a line");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
