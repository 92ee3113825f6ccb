package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What strangers send to the sockets of a node with key and label: dropped, counted by its reason, and no more. */
class HostileInputTest {

    private static final String LABEL = "lab";
    private static final Keyring KEYS = Keyring.of(Vectors.KEY_256);
    private static final Keyring OTHER_KEYS = Keyring.of(Vectors.KEY_192);
    private static final byte[] NACK = new Message.Nack(1).encode();
    private static final int HEADER = 2 + LABEL.length();

    private final JavaPeer peer = start("victim");

    private static JavaPeer start(String name) {
        return JavaPeer.start(name, options -> options.withKeyring(KEYS).withLabel(LABEL));
    }

    @AfterEach
    void goesOn() {
        assertThat(peer.counter("failures")).isZero();
        try (JavaPeer friend = start("friend")) {
            friend.join(peer.address());
            peer.awaitLiving(2);
        } finally {
            peer.close();
        }
    }

    /** The reasons that have counted something. */
    private Map<String, Long> refusals() {
        var counted = new TreeMap<>(peer.cluster.counters());
        counted.entrySet().removeIf(entry -> !entry.getKey().startsWith("refused") || entry.getValue() == 0);
        return counted;
    }

    private void awaitRefusals(String reason, long count) {
        Events.until(count + " refused: " + reason, () -> peer.counter("refused-" + reason) >= count);
        assertThat(refusals()).containsExactly(Map.entry("refused-" + reason, count));
        assertThat(peer.cluster.living()).hasSize(1);
        assertThat(peer.messages.all()).isEmpty();
    }

    private static Wire wire(String label, Keyring keys) {
        return new Wire(new Label(label), keys, false, new SecureRandom());
    }

    private static byte[] packet(String label, Keyring keys, byte[] body) {
        return new PacketEncoder(wire(label, keys)).encode(List.of(body), false);
    }

    private static byte[] packet(byte[] body) {
        return packet(LABEL, KEYS, body);
    }

    private static byte[] stream(String label, Keyring keys) {
        return new StreamEncoder(wire(label, keys)).encode(new Message.User(Bytes.utf8("from a stranger")), true);
    }

    private static byte[] changed(byte[] bytes) {
        byte[] other = bytes.clone();
        other[other.length - 1] ^= 1;
        return other;
    }

    private static byte[] nested(int depth) {
        byte[] body = NACK;
        for (int i = 0; i < depth; i++) {
            body = PacketEncoder.compound(List.of(body));
        }
        return body;
    }

    static Stream<Arguments> packets() {
        byte[] good = packet(NACK);
        byte[] bomb = wire("", Keyring.NONE).compressed(new byte[Limits.PACKET + 1]);
        return Stream.of(
                Arguments.of("wrong key", "seal", packet(LABEL, OTHER_KEYS, NACK)),
                Arguments.of("changed", "seal", changed(good)),
                Arguments.of("cut short", "seal", Arrays.copyOf(good, good.length - 1)),
                Arguments.of("shorter than a seal", "truncated", Arrays.copyOf(good, HEADER + 20)),
                Arguments.of("shorter than its label", "truncated", Arrays.copyOf(good, 3)),
                Arguments.of(
                        "not sealed",
                        "plaintext",
                        packet(LABEL, Keyring.NONE, new Message.User(Bytes.of(new byte[40])).encode())),
                Arguments.of("another label", "label", packet("other", KEYS, NACK)),
                Arguments.of("no label", "unlabelled", packet("", KEYS, NACK)),
                Arguments.of("wrong checksum", "checksum", packet(changed(Vectors.unhex(Vectors.CRC_PING)))),
                Arguments.of("unknown type", "malformed", packet(new byte[] {99})),
                Arguments.of("large, and from no member", "oversized", packet(new byte[Limits.STRANGER_PACKET])),
                Arguments.of("compound of nothing", "truncated", packet(new byte[] {7, 9})),
                Arguments.of("decompresses to too much", "oversized", packet(bomb)),
                Arguments.of("nested too deep", "oversized", packet(nested(Limits.NESTING))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("packets")
    void aBadPacketIsDroppedAndCounted(String what, String reason, byte[] bytes) {
        TestSockets.send(bytes, peer.address());
        awaitRefusals(reason, 1);
    }

    static Stream<Arguments> streams() {
        byte[] good = stream(LABEL, KEYS);
        byte[] label = new Label(LABEL).header();
        byte[] endless = Arrays.copyOf(label, label.length + 5);
        System.arraycopy(Vectors.unhex("0a7fffffff"), 0, endless, label.length, 5);
        return Stream.of(
                Arguments.of("wrong key", "seal", stream(LABEL, OTHER_KEYS)),
                Arguments.of("changed", "seal", changed(good)),
                Arguments.of("cut short", "truncated", Arrays.copyOf(good, good.length - 1)),
                Arguments.of("not sealed", "plaintext", stream(LABEL, Keyring.NONE)),
                Arguments.of("another label", "label", stream("other", KEYS)),
                Arguments.of("announces two gigabytes", "oversized", endless));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("streams")
    void aBadStreamIsRefusedAndCounted(String what, String reason, byte[] bytes) {
        byte[] answer = TestSockets.exchange(bytes, peer.address());
        if (answer.length > 0) {
            assertThat(answer[0]).isEqualTo((byte) MessageType.ENCRYPT.code());
        }
        awaitRefusals(reason, 1);
    }

    @Test
    void aReplayedPacketIsDroppedAndCounted() {
        byte[] once = packet(new Message.User(Bytes.utf8("once")).encode());
        for (int i = 0; i < 10; i++) {
            TestSockets.send(once, peer.address());
        }
        Events.until("replays are counted", () -> peer.counter("refused-replayed") == 9);
        assertThat(refusals()).containsOnlyKeys("refused-replayed");
        peer.messages.await("the first", "once"::equals);
        assertThat(peer.messages.all()).hasSize(1);
    }

    @Test
    void aReplayedStreamIsRefusedAndCounted() {
        byte[] once = stream(LABEL, KEYS);
        assertThat(TestSockets.exchange(once, peer.address())).isEmpty();
        assertThat(TestSockets.exchange(once, peer.address())).isNotEmpty();
        Events.until("the replay is counted", () -> peer.counter("refused-replayed") == 1);
        peer.messages.await("the first", "from a stranger"::equals);
        assertThat(peer.messages.all()).hasSize(1);
    }

    @Test
    void nodesWithAnotherKeyOrLabelAreToldWhyTheyCannotJoin() {
        try (JavaPeer wrongKey = JavaPeer.start(
                        "wrong", options -> options.withKeyring(OTHER_KEYS).withLabel(LABEL));
                JavaPeer noKey = JavaPeer.start("none", options -> options.withLabel(LABEL));
                JavaPeer labelled = JavaPeer.start(
                        "labelled", options -> options.withKeyring(KEYS).withLabel("other"))) {
            assertThatThrownBy(() -> wrongKey.join(peer.address())).hasMessageContaining("key and label agree");
            assertThatThrownBy(() -> noKey.join(peer.address())).hasMessageContaining("encryption");
            assertThatThrownBy(() -> labelled.join(peer.address())).hasMessageContaining("label");
            assertThat(refusals())
                    .containsExactly(
                            Map.entry("refused-label", 1L),
                            Map.entry("refused-plaintext", 1L),
                            Map.entry("refused-seal", 1L));
        }
    }
}
