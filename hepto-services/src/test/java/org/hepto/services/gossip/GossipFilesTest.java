package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hepto.services.node.Node;
import org.hepto.services.node.TestNodes;
import org.hepto.sml.ClusterOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose disk fails. */
class GossipFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @BeforeEach
    void make() {
        node = TestNodes.master(data);
    }

    /** A directory that is not empty in the place of the file: it cannot be replaced. */
    private Path spoil() throws IOException {
        Files.deleteIfExists(node.paths().map());
        return Files.createDirectories(node.paths().map().resolve("full"));
    }

    private void repair() throws IOException {
        Files.delete(node.paths().map().resolve("full"));
        Files.delete(node.paths().map());
    }

    private static void assertFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("::"), port));
            assertThat(socket.isBound()).isTrue();
        }
    }

    @Test
    void whatCouldNotBeSavedIsSavedLater() throws Exception {
        try (Gossip gossip = LoopbackGossip.join(node)) {
            gossip.refusals(Map.of("SHA256:1", "its name is taken"));
            LoopbackGossip.await(
                    "the change is told of",
                    () -> gossip.view().refusal("SHA256:1").isPresent());
            gossip.save();
            spoil();
            assertThatThrownBy(gossip::save).isInstanceOf(IOException.class);
            repair();
            gossip.saveIfChanged();
            assertThat(node.paths().map()).isRegularFile();
        }
    }

    @Test
    void portIsFreeAfterAnEndThatCannotSave() throws Exception {
        Gossip gossip = LoopbackGossip.join(node);
        int port = LoopbackGossip.port(gossip);
        spoil();
        assertThatThrownBy(gossip::close).isInstanceOf(IOException.class);
        assertFree(port);
    }

    @Test
    void portIsFreeAfterAStartThatCannotRead() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.createDirectories(node.paths().map());
        InetSocketAddress at = new InetSocketAddress(InetAddress.ofLiteral("::"), port);
        assertThatThrownBy(() -> new Gossip(node, ClusterOptions.named(node.name(), at)))
                .isInstanceOf(IOException.class);
        assertFree(port);
    }
}
