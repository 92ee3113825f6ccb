package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.hepto.services.node.LogLines;
import org.hepto.services.node.Node;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.sml.ClusterOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    private static List<String> damaged(LogLines log) {
        return log.all().stream().filter(line -> line.contains("damaged")).toList();
    }

    /** One behaviour for all: what a node is told by its master, a master is told by its nodes. */
    @ParameterizedTest
    @EnumSource(Role.class)
    void aDamagedMapIsToldOfOnceAndKeptAside(Role role) throws Exception {
        node = role == Role.MASTER ? TestNodes.master(data) : TestNodes.node(data);
        LoopbackGossip.join(node).close();
        byte[] torn = "HSM\u0003garbage".getBytes(StandardCharsets.UTF_8);
        Files.write(node.paths().map(), torn);
        try (LogLines log = new LogLines(Gossip.class)) {
            LoopbackGossip.join(node).close();
            assertThat(damaged(log))
                    .singleElement()
                    .asString()
                    .startsWith(node.paths().map() + " is damaged: ")
                    .contains("of 11 bytes cannot be read", "other nodes")
                    .endsWith("is kept in " + node.paths().damagedMap());
            LoopbackGossip.join(node).close();
            assertThat(damaged(log))
                    .as("the next start has a map that is whole")
                    .hasSize(1);
        }
        assertThat(node.paths().damagedMap()).hasBinaryContent(torn);
        assertThat(Files.getPosixFilePermissions(node.paths().damagedMap()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));

        byte[] next = new byte[0];
        Files.write(node.paths().map(), next);
        LoopbackGossip.join(node).close();
        assertThat(node.paths().damagedMap()).as("one is kept").hasBinaryContent(next);
    }

    @Test
    void aDamagedMapThatCannotBeKeptStopsNothing() throws Exception {
        Files.createDirectories(node.paths().damagedMap().resolve("full"));
        Files.writeString(node.paths().map(), "garbage");
        try (LogLines log = new LogLines(Gossip.class)) {
            LoopbackGossip.join(node).close();
            assertThat(damaged(log))
                    .singleElement()
                    .asString()
                    .contains("cannot be kept: ")
                    .doesNotContain("\n");
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
