package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.TestNodes;
import org.hepto.sml.Bytes;
import org.hepto.sml.Identity;
import org.hepto.sml.Keyring;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgPrivateKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On loopback, whose one address stands for a node in the mesh. */
class KeyringServerTest {
    private static final String CLUSTER = "test";

    private final Identity identity = Identity.generate();
    private final Keyring ring = Keyring.of(List.of(key(), key()));
    private @Nullable KeyringServer server;

    private static Bytes key() {
        return Bytes.hex(ClusterKey.generate().toHex());
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(Ipv6Address.LOOPBACK.bytes());
    }

    static AdmittedNode admitted(String name, Identity identity) {
        NodeRecord record = new NodeRecord(
                WgPrivateKey.generate().publicKey(), TestNodes.NETWORK.podRange(1), Optional.empty(), false, "");
        return new AdmittedNode(
                name, identity.publicKey(), Instant.EPOCH, record, Ipv6Address.LOOPBACK, Optional.empty(), List.of());
    }

    private InetSocketAddress serve(Optional<AdmittedNode> who) throws IOException {
        KeyringServer opened =
                KeyringServer.open(new InetSocketAddress(loopback(), 0), CLUSTER, from -> who, () -> ring);
        server = opened;
        return opened.address();
    }

    private KeyringClient client(Identity as) throws IOException {
        return new KeyringClient(loopback(), CLUSTER, as);
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void nodeOnTheRosterGetsTheKeysInTheirOrder() throws IOException {
        InetSocketAddress at = serve(Optional.of(admitted("n1", identity)));
        for (int i = 0; i < 3; i++) { // one after the other is not at the same time
            assertThat(client(identity).fetch(at).keys()).isEqualTo(ring.keys());
        }
    }

    @Test
    void addressThatIsNoNodesGetsNothing() throws IOException {
        InetSocketAddress at = serve(Optional.empty());
        assertThatThrownBy(() -> client(identity).fetch(at))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it does not know this node");
        try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    /** A pod in the node's network has its address. */
    @Test
    void addressOfANodeIsNotEnough() throws IOException {
        InetSocketAddress at = serve(Optional.of(admitted("n1", identity)));
        assertThatThrownBy(() -> client(Identity.generate()).fetch(at)).hasMessageContaining("does not know this node");
        assertThatThrownBy(() -> new KeyringClient(loopback(), "other", identity).fetch(at))
                .hasMessageContaining("does not know this node");
    }

    @Test
    void whoSaysNothingIsLeftAfterSomeSecondsAndKeepsOnlyItsOwnPlace() throws IOException {
        InetSocketAddress at = serve(Optional.of(admitted("n1", identity)));
        try (Socket silent = new Socket(at.getAddress(), at.getPort())) {
            assertThat(silent.getInputStream().readNBytes(KeyringProof.CHALLENGE))
                    .hasSize(KeyringProof.CHALLENGE);
            assertThatThrownBy(() -> client(identity).fetch(at)).hasMessageContaining("or is busy with it");
            assertThat(silent.getInputStream().read()).as("end of the stream").isEqualTo(-1);
        }
        assertThat(client(identity).fetch(at).keys()).isEqualTo(ring.keys());
    }

    @Test
    void answerThatIsNoKeyringIsRefusedWithoutRepeatingIt() throws Exception {
        for (String answer : List.of("secret", "00\n", "\n", key().toHex() + "\n" + "0".repeat(2000))) {
            try (ServerSocket other = new ServerSocket(0, 1, loopback())) {
                Thread serving = Thread.ofVirtual().start(() -> answer(other, answer));
                assertThatThrownBy(() -> client(identity).fetch((InetSocketAddress) other.getLocalSocketAddress()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("is no list of keys")
                        .hasMessageNotContaining("secret")
                        .hasNoCause();
                serving.join();
            }
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(new byte[KeyringProof.CHALLENGE]);
            client.getInputStream().readNBytes(KeyringProof.SIGNATURE);
            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void masterThatIsAwayIsOneLine() throws IOException {
        InetSocketAddress at = serve(Optional.empty());
        close();
        assertThatThrownBy(() -> client(identity).fetch(at))
                .hasMessageContaining(
                        "the master at [0:0:0:0:0:0:0:1]:%d does not give the key".formatted(at.getPort()))
                .hasMessageNotContaining("\n");
    }
}
