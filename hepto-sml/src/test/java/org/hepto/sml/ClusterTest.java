package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {

    @TempDir
    private Path directory;

    @Test
    void aPortInUseIsSaidInOneLine() {
        try (JavaPeer first = JavaPeer.start("first")) {
            InetSocketAddress taken = first.cluster.address().toSocket();
            assertThatThrownBy(() -> Cluster.start(ClusterOptions.named("second", taken), new ClusterListener() {}))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("cannot listen on " + first.address())
                    .hasMessageContaining("choose another")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aWildcardNeedsAnAdvertisedAddress() {
        assertThatThrownBy(() -> Cluster.start(
                        ClusterOptions.named("n", new InetSocketAddress("::", 0)), new ClusterListener() {}))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("give an advertise address");
    }

    @Test
    void joinsThatCannotSucceedSayWhy() {
        try (JavaPeer peer = JavaPeer.start("n")) {
            assertThatThrownBy(() -> peer.join("no-such-host.invalid:7946"))
                    .rootCause()
                    .hasMessageContaining("no-such-host.invalid");
            assertThatThrownBy(() -> peer.join("[::1]:1"))
                    .cause()
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("no node answered: [::1]:1: ")
                    .hasMessageContaining("check that it runs")
                    .hasMessageNotContaining("\n");
            assertThatThrownBy(() -> peer.join("[::1]:99999")).rootCause().hasMessageContaining("99999");
        }
    }

    @Test
    void garbageIsDroppedAndCountedAndTheNodeGoesOn() {
        try (JavaPeer peer = JavaPeer.start("n");
                JavaPeer other = JavaPeer.start("other")) {
            TestSockets.send(new byte[] {(byte) 200, 1, 2}, peer.address());
            TestSockets.send(new byte[0], peer.address());
            byte[] compound = PacketEncoder.compound(List.of(Vectors.unhex(Vectors.NACK), new byte[] {99}));
            TestSockets.send(compound, peer.address());
            assertThat(TestSockets.exchange(new byte[] {99}, peer.address())).startsWith(13);
            assertThat(TestSockets.exchange(Vectors.unhex("0a7fffffff"), peer.address()))
                    .startsWith(13);
            assertThat(TestSockets.exchange(Vectors.unhex("0683a44a6f"), peer.address()))
                    .isEmpty();
            Events.until(
                    "refusals are counted",
                    () -> peer.counter("refused-malformed") >= 3
                            && peer.counter("refused-truncated") >= 1
                            && peer.counter("refused-seal") >= 1);
            other.join(peer.address());
            peer.awaitLiving(2);
            assertThat(peer.counter("failures")).isZero();
        }
    }

    @Test
    void aSlowListenerDoesNotStallTheProtocol() {
        var release = new CountDownLatch(1);
        var overflows = new Events<MemberEvent>();
        ClusterListener slow = new ClusterListener() {
            @Override
            public void changed(MemberEvent event) {
                overflows.add(event);
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
        try (Cluster stalled = Cluster.start(JavaPeer.options("stalled"), slow);
                JavaPeer peer = JavaPeer.start("peer")) {
            peer.join(stalled.address().toString());
            // until: a busy machine loses datagrams
            Events.until("messages are dropped", () -> {
                for (int i = 0; i < 200; i++) {
                    TestSockets.send(
                            new Message.User(Bytes.utf8("m" + i)).encode(),
                            stalled.address().toString());
                }
                return stalled.counters().getOrDefault("notifications-dropped", 0L) > 0;
            });
            long before = stalled.counters().getOrDefault("packets-out", 0L);
            Events.until("acks go out", () -> stalled.counters().getOrDefault("packets-out", 0L) > before + 1);
            assertThat(peer.cluster.living()).hasSize(2);
            release.countDown();
            overflows.await("overflow", event -> event.type() == MemberEvent.Type.OVERFLOW);
        }
    }

    @Test
    void knownPeersAreFoundAgainAfterARestart() throws IOException {
        Path file = directory.resolve("peers");
        Files.writeString(file, "nonsense\n7946 zz broken\n");
        try (JavaPeer other = JavaPeer.start("other")) {
            try (JavaPeer first = JavaPeer.start("first", o -> o.withPeersFile(file))) {
                first.join(other.address());
                first.cluster.close();
            }
            assertThat(Files.readString(file)).contains("other");
            try (JavaPeer again = JavaPeer.start("first", o -> o.withPeersFile(file))) {
                again.await(MemberEvent.Type.JOIN, "other");
                other.awaitLiving(2);
            }
        }
    }

    @Test
    void aForgottenNodeIsNoMemberAndNotInTheFileOfPeers() throws IOException {
        Path file = directory.resolve("peers");
        try (JavaPeer peer = JavaPeer.start("n", o -> o.withPeersFile(file));
                JavaPeer other = JavaPeer.start("other")) {
            peer.join(other.address());
            peer.cluster.forget("no such node");
            Events.until("the file has it", () -> read(file).contains("other"));
            other.cluster.kill();
            peer.await(MemberEvent.Type.FAILED, "other");
            assertThat(peer.cluster.members()).hasSize(2);
            peer.cluster.forget("other");
            Events.until("it is forgotten", () -> peer.cluster.members().size() == 1);
            Events.until("the file has it no more", () -> !read(file).contains("other"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void changedKeysHoldOverARestart() throws IOException {
        Path file = directory.resolve("keys");
        Keyring old = Keyring.of(Vectors.KEY_256);
        try (JavaPeer peer = JavaPeer.start("n", o -> o.withKeyring(old).withKeyringFile(file))) {
            peer.cluster.rekey(ring -> ring.add(Vectors.KEY_192));
            peer.cluster.rekey(ring -> ring.use(Vectors.KEY_192));
            peer.cluster.rekey(ring -> ring.remove(Vectors.KEY_256));
        }
        assertThat(Files.readString(file)).isEqualTo(Vectors.KEY_192.toHex() + "\n");
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        try (JavaPeer again = JavaPeer.start("n", o -> o.withKeyring(old).withKeyringFile(file))) {
            assertThat(again.cluster.keyring().keys()).containsExactly(Vectors.KEY_192);
            Files.delete(file);
            Files.delete(directory);
            assertThatThrownBy(() -> again.cluster.rekey(ring -> ring.add(Vectors.KEY_256)))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("cannot write the keyring " + file);
            assertThat(again.cluster.keyring().keys())
                    .as("a step that is not kept does not count")
                    .hasSize(1);
            Files.createDirectory(directory);
        }
        Files.writeString(file, "nonsense\n");
        assertThatThrownBy(() -> JavaPeer.start("n", o -> o.withKeyringFile(file)))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("is no keyring");
    }

    @Test
    void aNodeStartsWithTheKeysThatItHasWhereNothingCanBeWritten() throws IOException {
        Path file = directory.resolve("keys");
        Keyring ring = Keyring.of(Vectors.KEY_256);
        JavaPeer.start("n", o -> o.withKeyring(ring).withKeyringFile(file)).close();
        Files.createDirectories(directory.resolve("keys.new").resolve("in the way")); // refuses root too
        try (JavaPeer again = JavaPeer.start("n", o -> o.withKeyring(ring).withKeyringFile(file))) {
            assertThatThrownBy(() -> again.cluster.rekey(keys -> keys.add(Vectors.KEY_192)))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("cannot write the keyring " + file);
        }
    }

    @Test
    void anAnchorIsTriedUntilItIsThere() {
        InetSocketAddress place;
        try (JavaPeer anchor = JavaPeer.start("anchor")) {
            place = anchor.cluster.address().toSocket();
        }
        try (JavaPeer early = JavaPeer.start("early", o -> o.withAnchors(List.of("[::1]:" + place.getPort())))) {
            Events.until("the first try failed", () -> early.counter("streams-failed") > 0);
            try (Cluster late = Cluster.start(
                    ClusterOptions.named("anchor", place).withTiming(Timing.LOCAL), new ClusterListener() {})) {
                early.await(MemberEvent.Type.JOIN, late.name());
            }
            early.await(MemberEvent.Type.LEAVE, "anchor");
        }
    }

    @Test
    void aClaimToTheNameIsOverWhenItIsNotHeardAnyMore() {
        Timing quick = Timing.LOCAL
                .withSuspicionMaxMult(1)
                .withPushPullInterval(Duration.ofMillis(100))
                .withProbeInterval(Duration.ofMillis(100))
                .withProbeTimeout(Duration.ofMillis(50))
                .withGossipInterval(Duration.ofMillis(20))
                .withGossipToTheDead(Duration.ofSeconds(1))
                .withReclaim(Duration.ofSeconds(1))
                .withReconnectMin(Duration.ofMillis(100))
                .withReconnectMax(Duration.ofSeconds(1));
        try (JavaPeer peer = JavaPeer.start("twin", o -> o.withTiming(quick))) {
            try (JavaPeer other = JavaPeer.start("twin", o -> o.withTiming(quick))) {
                other.join(peer.address());
                assertThat(other.cluster.twin()).contains(peer.cluster.address());
                Events.until("the other is heard", () -> peer.cluster.twin().isPresent());
            }
            Events.until("the claim is over", () -> peer.cluster.twin().isEmpty());
        }
        assertThat(new Claim(Simulation.address(1), 0).stands(180_000, Timing.WAN, 10))
                .isTrue();
        assertThat(new Claim(Simulation.address(1), 0).stands(180_001, Timing.WAN, 10))
                .isFalse();
    }

    @Test
    void anAccusedNodeIsLessHealthy() {
        try (JavaPeer peer = JavaPeer.start("n")) {
            assertThat(peer.cluster.health()).isZero();
            TestSockets.send(new Message.Suspect(1, "n", "x").encode(), peer.address());
            Events.until("the score rises", () -> peer.cluster.health() == 1);
        }
    }

    @Test
    void theRoundTripToALivingMemberIsKnownAndToAGoneOneIsNot() {
        try (JavaPeer peer = JavaPeer.start("n")) {
            try (JavaPeer other = JavaPeer.start("other")) {
                peer.join(other.address());
                Events.until(
                        "it is probed", () -> peer.cluster.roundTrip("other").isPresent());
                assertThat(peer.cluster.roundTrip("other").orElseThrow())
                        .isLessThan(Duration.ofMillis(Timing.LOCAL.millis().probeTimeout()));
                assertThat(peer.cluster.roundTrip("n")).isEmpty();
                other.cluster.close();
            }
            Events.until("it has left", () -> peer.cluster.roundTrip("other").isEmpty());
        }
    }

    @Test
    void whoWaitsForAFutureDoesNotHoldTheProtocolUp() {
        try (JavaPeer peer = JavaPeer.start("n");
                JavaPeer other = JavaPeer.start("other")) {
            String thread = peer.cluster
                    .join(List.of(other.address()))
                    .thenApply(joined -> Thread.currentThread().toString())
                    .join();
            assertThat(thread).doesNotContain("sml-n");
            Node node = peer.cluster.choose(1).getFirst();
            assertThat(peer.cluster
                            .send(node, Bytes.utf8("x"))
                            .thenApply(sent -> Thread.currentThread().toString())
                            .join())
                    .doesNotContain("sml-n");
        }
    }

    @Test
    void aClosedNodeSaysThatItIsClosed() {
        JavaPeer peer = JavaPeer.start("n");
        peer.close();
        assertThatThrownBy(() -> peer.cluster.broadcast("s", Bytes.utf8("x")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> peer.join("[::1]:1")).isInstanceOf(ClusterException.class);
        peer.close();
    }

    @Test
    void metaAndBroadcastsHaveLimitsThatAreSaid() {
        try (JavaPeer peer = JavaPeer.start("n")) {
            Bytes large = Bytes.wrap(new byte[2000]);
            assertThatThrownBy(() -> peer.cluster.meta(large)).hasMessageContaining("512");
            assertThatThrownBy(() -> peer.cluster.broadcast("s", large)).hasMessageContaining("packet");
            assertThatThrownBy(() -> peer.cluster.rekey(ring -> ring.add(Vectors.KEY_256)))
                    .hasMessageContaining("restart");
            assertThatThrownBy(() -> JavaPeer.start("x", o -> o.withLabel("l".repeat(300))))
                    .isInstanceOf(ClusterException.class);
            assertThatThrownBy(() -> JavaPeer.start("", o -> o)).isInstanceOf(ClusterException.class);
        }
    }

    @Test
    void observerNeedsNoAddressAtWhichOthersReachIt() {
        ClusterOptions everywhere = ClusterOptions.named("newcomer", "[::]:0");
        try (Cluster observer = Cluster.start(everywhere.asObserver(), new ClusterListener() {})) {
            assertThat(observer.living()).isEmpty();
        }
    }
}
