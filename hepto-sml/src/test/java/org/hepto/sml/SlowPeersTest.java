package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Members that take nothing, and listeners that do not come back: sending waits or fails, and events go on. */
class SlowPeersTest {

    private static final long HEAP = 24L << 20;
    private static final Keyring KEYS = Keyring.of(Vectors.KEY_256);

    private final JavaPeer peer = JavaPeer.start("n", o -> o.withHeap(HEAP).withKeyring(KEYS));

    private static Node at(ServerSocket server) {
        var address = Address.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), server.getLocalPort()));
        return new Node("silent", address, Bytes.EMPTY, 1, NodeStateType.ALIVE);
    }

    @Test
    void whatCannotBeSentFailsWithItsReason() throws IOException {
        try (peer;
                var server = new ServerSocket(0, 500, InetAddress.ofLiteral("::1"))) {
            var large = Bytes.wrap(new byte[1024 * 1024]);
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                sent.add(peer.cluster.send(at(server), large));
            }
            Events.until("none waits for ever", () -> sent.stream().allMatch(CompletableFuture::isDone));
            assertThat(sent)
                    .filteredOn(CompletableFuture::isCompletedExceptionally)
                    .anySatisfy(
                            failed -> assertThatThrownBy(failed::join).hasMessageContaining("too much is being sent"));
            Bytes tooLarge = Bytes.wrap(new byte[3 << 20]);
            assertThatThrownBy(() -> peer.cluster.send(at(server), tooLarge).join())
                    .hasMessageContaining("too much for one message");
        }
    }

    private static byte[] question() {
        return new StreamEncoder(new Wire(new Label(""), KEYS, false, new SecureRandom()))
                .encode(new Message.PushPull(false, List.of(), Bytes.EMPTY), true);
    }

    @Test
    void readersThatTakeNothingDoNotKeepOthersFromTheState() throws IOException {
        var sockets = new ArrayList<Socket>();
        try (peer) {
            peer.cluster.userState(Bytes.wrap(new byte[MemoryPlan.of(HEAP).stream() / 2]));
            for (int i = 0; i < 8; i++) {
                var socket = new Socket();
                sockets.add(socket);
                socket.setReceiveBufferSize(4096);
                socket.connect(peer.cluster.address().toSocket());
                socket.getOutputStream().write(question());
            }
            Events.until("all have asked", () -> peer.counter("streams-in") >= 8);
            int state = MemoryPlan.of(HEAP).stream() / 2;
            Events.until(
                    "the state comes when those before have timed out",
                    () -> TestSockets.exchange(question(), peer.address()).length > state);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void changesAreToldWhileAMessageIsWorkedOn() throws InterruptedException {
        var release = new CountDownLatch(1);
        var changes = new Events<MemberEvent>();
        ClusterListener busy = new ClusterListener() {
            @Override
            public void changed(MemberEvent event) {
                changes.add(event);
            }

            @Override
            public void message(Bytes data) {
                try {
                    if (!release.await(1, TimeUnit.MINUTES)) {
                        throw new IllegalStateException("never released");
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (peer;
                Cluster stalled = Cluster.start(JavaPeer.options("stalled").withKeyring(KEYS), busy)) {
            peer.join(stalled.address().toString());
            peer.cluster
                    .send(peer.cluster.choose(1).getFirst(), Bytes.utf8("x"))
                    .join();
            try (JavaPeer late = JavaPeer.start("late", o -> o.withKeyring(KEYS))) {
                late.join(peer.address());
                changes.await("join", event -> event.node().name().equals("late"));
            }
            release.countDown();
        }
    }

    @Test
    void anErrorEndsTheListenerAlone() {
        var calls = new ArrayList<String>();
        var failing = new Guard();
        var other = new Guard();
        for (String call : List.of("first", "second")) {
            failing.call(() -> {
                calls.add(call);
                throw new AssertionError(call);
            });
            other.call(() -> {
                calls.add("other " + call);
                throw new IllegalStateException(call);
            });
        }
        assertThat(calls).containsExactly("first", "other first", "other second");
        peer.close();
    }

    @Test
    void aNodeMayBeClosedByAnyThreadThatItCalls() {
        var closed = new Events<String>();
        var holder = new CompletableFuture<Cluster>();
        ClusterListener closing = new ClusterListener() {
            @Override
            public void message(Bytes data) {
                holder.join().close();
                closed.add("closed");
            }
        };
        try (peer;
                Cluster cluster = Cluster.start(JavaPeer.options("closing").withKeyring(KEYS), closing)) {
            assertThat(holder.complete(cluster)).isTrue();
            peer.join(cluster.address().toString());
            peer.cluster
                    .send(peer.cluster.choose(1).getFirst(), Bytes.utf8("x"))
                    .join();
            closed.await("end", "closed"::equals);
            peer.await(MemberEvent.Type.LEAVE, "closing");
            peer.cluster
                    .join(List.of(peer.address()))
                    .thenRun(peer.cluster::close)
                    .join();
            assertThatThrownBy(() -> peer.cluster.broadcast("s", Bytes.utf8("x")))
                    .hasMessageContaining("closed");
        }
    }
}
