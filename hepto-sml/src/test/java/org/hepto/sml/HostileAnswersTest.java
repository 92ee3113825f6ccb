package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hosts without the key at addresses that a node dials, or at which a member was: streams of members go on. */
class HostileAnswersTest {

    private static final Keyring KEYS = Keyring.of(Vectors.KEY_256);
    private static final long HEAP = 24L << 20;
    private static final int ANNOUNCED = MemoryPlan.of(HEAP).stream() - 100;
    private static final int LARGE = 1 << 20;

    private final JavaPeer victim = peer("victim", 1);

    private static InetSocketAddress at(int host) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.2." + host), 0);
    }

    private static JavaPeer peer(String name, int host) {
        return JavaPeer.start(ClusterOptions.named(name, at(host))
                .withTiming(Timing.LOCAL.withStreamTimeout(Duration.ofMinutes(1)))
                .withKeyring(KEYS)
                .withHeap(HEAP));
    }

    private static byte[] announcement() {
        return new MsgPackWriter(5)
                .put(MessageType.ENCRYPT.code())
                .bigEndian(ANNOUNCED, 4)
                .toArray();
    }

    /** What a hostile host sends when it is dialled, or when it has dialled. */
    @FunctionalInterface
    private interface Sending {
        void send(OutputStream out) throws IOException, InterruptedException;
    }

    /** Answers one stream with the announcement of the largest frame, and then as it likes. */
    private static final class Hostile implements AutoCloseable {
        private final ServerSocket server;
        private final CountDownLatch sent = new CountDownLatch(1);
        private final Thread thread;

        Hostile(int host, Sending sending) throws IOException {
            server = new ServerSocket(0, 10, at(host).getAddress());
            thread = Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write(announcement());
                    sending.send(socket.getOutputStream());
                    sent.countDown();
                    assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
                } catch (IOException | InterruptedException e) {
                    sent.countDown(); // it was sent away
                }
            });
        }

        String address() {
            return Address.of((InetSocketAddress) server.getLocalSocketAddress())
                    .toString();
        }

        @Override
        public void close() throws IOException {
            thread.interrupt();
            server.close();
        }
    }

    /** Slow enough that the node has long read the announcement when this ends. */
    private static void trickle(OutputStream out) throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            Thread.sleep(50);
            out.write(7);
        }
    }

    private static void allButOneByte(OutputStream out) throws IOException, InterruptedException {
        out.write(new byte[ANNOUNCED - 1]);
        Thread.sleep(500);
    }

    private void assertPushAndPullSucceed(JavaPeer friend) throws Exception {
        friend.cluster.exchange(victim.address()).get();
        victim.cluster.exchange(friend.address()).get();
        friend.cluster
                .send(friend.cluster.choose(1).getFirst(), Bytes.wrap(new byte[LARGE]))
                .get();
        victim.messages.await("a large message", text -> text.length() == LARGE);
    }

    @AfterEach
    void close() {
        assertThat(victim.counter("failures")).isZero();
        victim.close();
    }

    @Test
    void anAnnouncementTakesNoRoomOfMembers() throws Exception {
        try (JavaPeer friend = peer("friend", 2);
                Hostile hostile = new Hostile(3, HostileAnswersTest::trickle)) {
            friend.join(victim.address());
            victim.awaitLiving(2);
            CompletableFuture<?> asked = victim.cluster.exchange(hostile.address());
            hostile.sent.await();
            assertPushAndPullSucceed(friend);
            assertThat(asked).as("it holds next to nothing").isNotDone();
        }
    }

    @Test
    void whatItHasSentGivesWayToMembers() throws Exception {
        try (JavaPeer friend = peer("friend", 2);
                Hostile hostile = new Hostile(3, HostileAnswersTest::allButOneByte)) {
            friend.join(victim.address());
            victim.awaitLiving(2);
            CompletableFuture<?> asked = victim.cluster.exchange(hostile.address());
            hostile.sent.await();
            assertPushAndPullSucceed(friend);
            Events.until("it gave way", asked::isCompletedExceptionally);
        }
    }

    @Test
    void aNodeThatKnowsNobodyYetIsAnsweredByItsOtherAnchors() throws Exception {
        try (JavaPeer friend = peer("friend", 2);
                Hostile hostile = new Hostile(3, HostileAnswersTest::allButOneByte)) {
            friend.cluster.userState(Bytes.wrap(new byte[LARGE]));
            CompletableFuture<?> asked = victim.cluster.exchange(hostile.address());
            hostile.sent.await();
            victim.cluster.exchange(friend.address()).get();
            victim.states.await("a large state", text -> text.length() == LARGE);
            Events.until("it gave way", asked::isCompletedExceptionally);
        }
    }

    @Test
    void whoeverIsWhereAMemberWasTakesNoRoomOfMembers() throws Exception {
        try (JavaPeer friend = peer("friend", 2);
                var socket = new Socket()) {
            friend.join(victim.address());
            try (JavaPeer gone = peer("gone", 4)) {
                gone.join(victim.address());
                victim.awaitLiving(3);
            }
            victim.awaitLiving(2);
            socket.bind(at(4));
            socket.connect(victim.cluster.address().toSocket());
            socket.getOutputStream().write(announcement());
            trickle(socket.getOutputStream());
            assertPushAndPullSucceed(friend);
        }
    }
}
