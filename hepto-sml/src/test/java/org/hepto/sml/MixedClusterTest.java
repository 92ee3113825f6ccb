package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clusters of this implementation and the real memberlist 0.6.0 on loopback. */
@Tag("go-peer")
class MixedClusterTest {

    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String NEW_KEY = "ffeeddccbbaa99887766554433221100";

    @ParameterizedTest
    @CsvSource({
        "'', '', false",
        "lab, '', false",
        "'', " + KEY + ", false",
        "'', '', true",
        "lab, " + NEW_KEY + ", true"
    })
    void joinMetaStateAndMessagesInBothDirections(String label, String key, boolean compress) {
        List<String> flags = new ArrayList<>(List.of("-meta", "go meta", "-label", label, "-key", key));
        if (compress) {
            flags.add("-compress");
        }
        Keyring keys = key.isEmpty() ? Keyring.NONE : Keyring.of(Bytes.hex(key));
        try (GoPeer go = GoPeer.start("go", flags.toArray(String[]::new));
                JavaPeer java = JavaPeer.start(
                        "java",
                        options -> options.withLabel(label)
                                .withKeyring(keys)
                                .withCompression(compress)
                                .withMeta(Bytes.utf8("java meta")))) {
            go.command("state go state");
            java.cluster.userState(Bytes.utf8("java state"));
            java.join(go.address());

            assertThat(java.await(MemberEvent.Type.JOIN, "go").node().meta().toUtf8())
                    .isEqualTo("go meta");
            assertThat(go.await("join", "java")).contains("\"meta\":\"java meta\"");
            java.states.await("go's state", "go state"::equals);
            go.awaitData("state", "java state");

            java.cluster.meta(Bytes.utf8("other"));
            assertThat(go.await("update", "java")).contains("\"meta\":\"other\"");
            go.command("meta changed");
            assertThat(java.await(MemberEvent.Type.UPDATE, "go").node().meta().toUtf8())
                    .isEqualTo("changed");

            java.cluster.broadcast("s", Bytes.utf8("java broadcast"));
            go.awaitData("message", "java broadcast");
            go.command("broadcast go broadcast");
            java.messages.await("go's broadcast", "go broadcast"::equals);
            java.cluster
                    .send(java.cluster.choose(1).getFirst(), Bytes.utf8("x".repeat(50_000)))
                    .join();
            go.awaitData("message", "x".repeat(50_000));
            go.command("send java over a stream");
            java.messages.await("go's message", "over a stream"::equals);

            assertThat(java.cluster.counters().entrySet())
                    .filteredOn(entry -> entry.getKey().startsWith("refused")
                            || entry.getKey().equals("failures"))
                    .allSatisfy(entry ->
                            assertThat(entry.getValue()).as(entry.getKey()).isZero());
        }
    }

    @Test
    void anObserverExchangesStatesWithGoAndIsNoMember() {
        try (GoPeer go = GoPeer.start("go", "-key", KEY);
                JavaPeer observer = JavaPeer.start(
                        "observer",
                        options ->
                                options.withKeyring(Keyring.of(Bytes.hex(KEY))).asObserver())) {
            go.command("state go state");
            observer.cluster.userState(Bytes.utf8("observed"));
            observer.join(go.address());
            observer.await(MemberEvent.Type.JOIN, "go");
            observer.states.await("go's state", "go state"::equals);
            go.awaitData("state", "observed");
            assertThat(go.lines()).noneMatch(line -> line.contains("\"node\":\"observer\""));
        }
    }

    @Test
    void goJoinsJavaAndBothLeaveGracefully() {
        try (GoPeer go = GoPeer.start("go");
                JavaPeer first = JavaPeer.start("java1");
                JavaPeer second = JavaPeer.start("java2")) {
            second.join(first.address());
            go.command("join " + first.address());
            go.await("join", "java2");
            second.await(MemberEvent.Type.JOIN, "go");

            second.cluster.close();
            go.await("leave", "java2");
            assertThat(first.await(MemberEvent.Type.LEAVE, "java2").node().status())
                    .isEqualTo(NodeStateType.LEFT);
            go.command("leave");
            assertThat(first.await(MemberEvent.Type.LEAVE, "go").node().status())
                    .isEqualTo(NodeStateType.LEFT);
        }
    }

    /** Here the Java node only falls silent; integration-tests kill its process. */
    @Test
    void killedNodesAreFoundByBothSides() {
        try (GoPeer dying = GoPeer.start("go-dying");
                GoPeer watching = GoPeer.start("go-watching");
                JavaPeer mourning = JavaPeer.start("java-watching");
                JavaPeer killed = JavaPeer.start("java-dying")) {
            mourning.join(dying.address());
            killed.join(watching.address());
            watching.await("join", "java-dying");
            dying.kill();
            killed.cluster.kill();
            mourning.await(MemberEvent.Type.FAILED, "go-dying");
            watching.await("leave", "java-dying");
        }
    }

    @Test
    void aJavaNodeRefutesAWrongSuspicionOfGo() {
        try (GoPeer go = GoPeer.start("go");
                JavaPeer java = JavaPeer.start("java");
                JavaPeer liar = JavaPeer.start("liar")) {
            java.join(go.address());
            liar.join(go.address());
            java.awaitLiving(3);
            liar.awaitLiving(3);
            // the liar tells go that java is suspect, in java's present incarnation
            long incarnation = liar.cluster.living().stream()
                    .filter(node -> node.name().equals("java"))
                    .findFirst()
                    .orElseThrow()
                    .incarnation();
            var packet = new PacketEncoder(Vectors.wire("", Keyring.NONE, false))
                    .encode(List.of(new Message.Suspect(incarnation, "java", "liar").encode()), false);
            TestSockets.send(packet, go.address());
            Events.until("java refutes", () -> java.counter("refutations") > 0);
            Events.until(
                    "the refutation is known",
                    () -> liar.cluster.living().stream()
                            .anyMatch(node -> node.name().equals("java") && node.incarnation() > incarnation));
            assertThat(go.lines.all()).noneMatch(line -> line.contains("leave"));
        }
    }

    @Test
    void aStoppedGoNodeIsSuspectedAndForgivenWhenItGoesOn() {
        try (GoPeer go = GoPeer.start("go");
                JavaPeer java = JavaPeer.start("java")) {
            java.join(go.address());
            java.awaitLiving(2);
            go.signal("STOP");
            java.await(MemberEvent.Type.SUSPECT, "go");
            go.signal("CONT");
            Events.until(
                    "go is alive again",
                    () -> java.cluster.living().stream()
                            .anyMatch(node -> node.name().equals("go") && node.status() == NodeStateType.ALIVE));
        }
    }

    @Test
    void tenAndTenFindEachOther() {
        var open = new ArrayList<AutoCloseable>();
        try {
            var javas = new ArrayList<JavaPeer>();
            var gos = new ArrayList<GoPeer>();
            for (int i = 0; i < 10; i++) {
                JavaPeer java = JavaPeer.start("java" + i, options -> options.withTiming(Timing.LAN));
                GoPeer go = GoPeer.start("go" + i, "-timing", "lan");
                open.add(java);
                open.add(go);
                javas.add(java);
                gos.add(go);
                java.join(gos.getFirst().address());
                go.command("join " + javas.getFirst().address());
            }
            javas.forEach(java -> java.awaitLiving(20));
            for (GoPeer go : gos) {
                Events.until("go knows all", () -> {
                    go.command("members");
                    return go.lines.all().stream().anyMatch(line -> line.contains("\"count\":\"20\""));
                });
            }
            javas.get(3).cluster.meta(Bytes.utf8("news"));
            gos.forEach(go -> assertThat(go.await("update", "java3")).contains("news"));
        } finally {
            open.forEach(MixedClusterTest::close);
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void keysAreRotatedWhileTheClusterRuns() {
        Keyring old = Keyring.of(Bytes.hex(KEY));
        try (GoPeer go = GoPeer.start("go", "-key", KEY);
                JavaPeer java1 = JavaPeer.start("java1", options -> options.withKeyring(old));
                JavaPeer java2 = JavaPeer.start("java2", options -> options.withKeyring(old))) {
            java1.join(go.address());
            java2.join(go.address());
            java1.awaitLiving(3);
            java2.awaitLiving(3);
            Bytes key = Bytes.hex(NEW_KEY);
            List<JavaPeer> javas = List.of(java1, java2);
            go.command("add " + NEW_KEY);
            javas.forEach(java -> java.cluster.rekey(ring -> ring.add(key)));
            java1.cluster.rekey(ring -> ring.use(key));
            java1.cluster.broadcast("a", Bytes.utf8("new key to old"));
            go.awaitData("message", "new key to old");
            go.command("use " + NEW_KEY);
            java2.cluster.rekey(ring -> ring.use(key));
            go.command("remove " + KEY);
            javas.forEach(java -> java.cluster.rekey(ring -> ring.remove(Bytes.hex(KEY))));
            for (JavaPeer java : javas) {
                go.command("send " + java.cluster.name() + " after all");
                java.messages.await("message in the new key", "after all"::equals);
            }
            java2.cluster.broadcast("b", Bytes.utf8("new key only"));
            go.awaitData("message", "new key only");
            assertThat(java1.cluster.living()).hasSize(3);
            assertThat(Objects.requireNonNull(java1.cluster.counters().get("refused-seal")))
                    .isZero();
        }
    }
}
