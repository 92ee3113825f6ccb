package org.hepto.services.control;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.hepto.services.node.Errors;
import org.hepto.services.node.NodePaths;

/** Asks a running node. */
public final class StatusClient {
    private StatusClient() {}

    /**
     * The status as text, or as one JSON object.
     *
     * @throws IOException with one line when the node does not run
     */
    public static String read(NodePaths paths, boolean json) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(paths.socket()));
                InputStream answer = Channels.newInputStream(channel)) {
            channel.write(ByteBuffer.wrap((json ? "status-json" : "status").getBytes(StandardCharsets.US_ASCII)));
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IOException("the node in %s does not run (%s)".formatted(paths.data(), Errors.line(e)), e);
        }
    }
}
