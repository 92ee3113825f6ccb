package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.hepto.services.node.LogLines;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts without the key, at addresses of this machine. */
class StrangersInTheLogTest {
    private static final byte[] JUNK = new byte[100];

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private static InetSocketAddress stranger(int host) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.1.0." + host), 0);
    }

    private static InetSocketAddress address(Gossip node) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), LoopbackGossip.port(node));
    }

    private static void packet(int host, Gossip node) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(stranger(host))) {
            socket.send(new DatagramPacket(JUNK, JUNK.length, address(node)));
        }
    }

    /** Returns when the node has closed the stream. */
    private static void stream(int host, Gossip node) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(stranger(host));
            socket.connect(address(node));
            socket.getOutputStream().write(JUNK);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching(".*(reset|[Bb]roken pipe).*"); // it does not read what it refuses
        }
    }

    private static List<String> of(LogLines log, int host) {
        return log.all().stream()
                .filter(line -> line.startsWith("a stranger at 127.1.0.%d ".formatted(host)))
                .toList();
    }

    @Test
    void eachIsALineAMinuteAndManyAreNoFlood() throws Exception {
        try (Gossip node = LoopbackGossip.join(TestNodes.master(data));
                LogLines log = new LogLines(Gossip.class)) {
            for (int i = 0; i < 5; i++) {
                stream(1, node);
                packet(1, node);
            }
            for (int host = 2; host < 60; host++) {
                stream(host, node);
            }
            LoopbackGossip.await("many are one line", () -> log.last().startsWith("more strangers"));
            assertThat(of(log, 1)).hasSize(1);
            assertThat(of(log, 2)).hasSize(1);
            assertThat(log.all()).as("sixteen and that one").hasSize(17);
        }
    }
}
