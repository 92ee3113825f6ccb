package org.hepto.services.units;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** Listens as a plane does, and says what a test wants. */
final class FakePlane implements AutoCloseable {
    private final ServerSocketChannel server;

    /** What daemons have said. */
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** @param answers the lines to a command; {@code bye} hangs up */
    FakePlane(Path socket, Function<String, List<String>> answers) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(() -> serve(answers));
    }

    private void serve(Function<String, List<String>> answers) {
        try {
            while (true) {
                SocketChannel daemon = server.accept();
                Thread.ofVirtual().start(() -> serve(daemon, answers));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(SocketChannel daemon, Function<String, List<String>> answers) {
        try (daemon;
                BufferedReader lines = new BufferedReader(Channels.newReader(daemon, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard.add(line);
                for (String answer : answers.apply(line)) {
                    if (answer.equals("bye")) {
                        return;
                    }
                    daemon.write(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
