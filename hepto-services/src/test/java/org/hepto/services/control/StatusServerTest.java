package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.hepto.daeman.Daeman;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitGraph;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class StatusServerTest {
    private static final Unit<Nothing> UNIT = new Unit<>() {
        @Override
        public UnitKey<Nothing> key() {
            return UnitKey.of("a-unit");
        }

        @Override
        public Nothing start(UnitContext context) {
            return Nothing.NOTHING;
        }
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private final Daeman daeman = new Daeman(UnitGraph.of(UNIT));

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private StatusServer server;

    @BeforeEach
    void start() throws IOException {
        node = TestNodes.master(data);
        Files.createDirectories(node.paths().data());
        Files.writeString(node.paths().socket(), "left by a daemon that was killed");
        server = new StatusServer(node, daeman);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        daeman.close();
    }

    @Test
    void clientReadsTextAndJson() throws IOException {
        assertThat(StatusClient.read(node.paths(), false))
                .startsWith("n1 of cluster test")
                .contains("a-unit");
        assertThat(StatusClient.read(node.paths(), true))
                .startsWith("{")
                .endsWith("}\n")
                .contains("\"a-unit\"");
    }

    @Test
    void socketIsForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(node.paths().socket())))
                .isEqualTo("rw-------");
    }

    @Test
    void otherRequestsAreRefused() throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap("stop\n".getBytes(StandardCharsets.US_ASCII)));
            assertThat(Channels.newInputStream(channel).readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("unknown request\n");
        }
    }

    @Test
    void silentClientKeepsNobodyWaiting() throws IOException {
        try (SocketChannel silent = connect()) {
            assertThat(silent.isConnected()).isTrue();
            assertThat(StatusClient.read(node.paths(), false)).contains("a-unit");
        }
    }

    @Test
    void clientThatGoesAwayHarmsNobody() throws IOException {
        connect().close();
        assertThat(StatusClient.read(node.paths(), false)).contains("a-unit");
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(node.paths().socket()));
    }

    @Test
    void nodeThatDoesNotRunIsSaidSoInOneLine() throws IOException {
        server.close();
        assertThat(node.paths().socket()).doesNotExist();
        assertThatThrownBy(() -> StatusClient.read(node.paths(), false))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "the node in %s does not run (".formatted(node.paths().data()))
                .hasMessageNotContaining("\n");
    }
}
