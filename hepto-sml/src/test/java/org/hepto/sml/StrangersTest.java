package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections from many addresses that have no key: members, and those who want to be, notice nothing. */
class StrangersTest {

    private static final Keyring KEYS = Keyring.of(Vectors.KEY_256);
    private static final long HEAP = 24L << 20;

    private final List<Socket> sockets = new ArrayList<>();
    private final JavaPeer victim = peer("victim", 1);

    private static JavaPeer peer(String name, int host) {
        return JavaPeer.start(ClusterOptions.named(name, at(host))
                .withTiming(Timing.LAN)
                .withKeyring(KEYS)
                .withHeap(HEAP));
    }

    private static InetSocketAddress at(int host) {
        return new InetSocketAddress(loopback(host), 0);
    }

    private static InetAddress loopback(int host) {
        return InetAddress.ofLiteral("127.0." + (host >> 8) + "." + (host & 0xff));
    }

    private Socket stranger(int host) throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.bind(at(host));
        socket.connect(victim.cluster.address().toSocket());
        return socket;
    }

    @AfterEach
    void closeAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        assertThat(victim.counter("failures")).isZero();
        victim.close();
    }

    /** Writes as long as the other side takes it; returns how much that was. */
    private static long write(Socket socket, byte[] bytes, int times) throws IOException {
        long written = 0;
        try {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(bytes);
                written += bytes.length;
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageMatching(".*(reset|[Bb]roken pipe|abort).*");
        }
        return written;
    }

    private static byte[] announcing(int length) {
        return new MsgPackWriter(5)
                .put(MessageType.ENCRYPT.code())
                .bigEndian(length, 4)
                .toArray();
    }

    @Test
    void idleConnectionsRefuseNobody() throws IOException {
        for (int i = 0; i < 300; i++) {
            assertThat(stranger(10 + i).isConnected()).isTrue();
        }
        try (JavaPeer friend = peer("friend", 2)) {
            friend.join(victim.address());
            victim.awaitLiving(2);
        }
        assertThat(victim.counter("streams-refused")).isPositive();
    }

    @Test
    void oneSourceCannotTakeAllPlaces() throws IOException {
        for (int i = 0; i < 100; i++) {
            assertThat(stranger(3).isConnected()).isTrue();
        }
        try (JavaPeer friend = peer("friend", 2)) {
            friend.join(victim.address());
        }
        Events.until("most of them are refused", () -> victim.counter("streams-refused") >= 84);
        assertThat(victim.counter("streams-in")).isLessThanOrEqualTo(17);
    }

    @Test
    void whatStrangersHoldTogetherIsBounded() throws IOException {
        MemoryPlan plan = MemoryPlan.of(HEAP);
        byte[] junk = new byte[64 * 1024];
        Arrays.fill(junk, (byte) 7);
        for (int i = 0; i < 20; i++) {
            Socket socket = stranger(10 + i);
            socket.getOutputStream().write(announcing((int) plan.source() - 100));
            long written = write(socket, junk, 16);
            assertThat(written).isPositive();
        }
        Events.until("some are refused", () -> victim.counter("refused-oversized") > 10);
        try (JavaPeer friend = peer("friend", 2)) {
            friend.join(victim.address());
            victim.awaitLiving(2);
        }
    }

    @Test
    void aStrangersMessageMustBeCompleteWithinSeconds() throws IOException {
        Socket slow = stranger(3);
        slow.setSoTimeout(20_000);
        slow.getOutputStream().write(announcing(1000));
        long start = System.nanoTime();
        assertThat(slow.getInputStream().read()).isEqualTo(-1);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(700L, 15_000L);
        Events.until("it is counted", () -> victim.counter("refused-truncated") == 1);
    }

    @Test
    void aForgedLargeMessageDelaysNoAck() throws Exception {
        byte[] junk = new byte[(int) MemoryPlan.of(HEAP).source() - 4096];
        var done = new CountDownLatch(1);
        var refused = new Events<String>();
        Thread attacker = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 5; i++) {
                    Socket socket = stranger(3);
                    socket.getOutputStream().write(announcing(junk.length));
                    socket.getOutputStream().write(junk);
                    refused.add("answer " + socket.getInputStream().readAllBytes().length);
                }
            } catch (IOException e) {
                refused.add(e.toString());
            } finally {
                done.countDown();
            }
        });
        var acks = new AckTimer(KEYS, victim.cluster.address());
        while (!done.await(1, TimeUnit.MILLISECONDS)) {
            acks.measure();
        }
        attacker.join();
        acks.close();
        assertThat(refused.all()).isNotEmpty();
        Events.until("forgeries are counted", () -> victim.counter("refused-seal") > 0);
        assertThat(acks.percentile(50)).as("milliseconds to an ack").isLessThan(50);
    }
}
