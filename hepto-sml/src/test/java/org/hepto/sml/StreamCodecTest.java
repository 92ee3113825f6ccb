package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.hepto.sml.Message.Alive;
import org.hepto.sml.Message.NodeState;
import org.hepto.sml.Message.Ping;
import org.hepto.sml.Message.PushPull;
import org.hepto.sml.WireException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamCodecTest {

    private static final Keyring KEYS = Keyring.of(Vectors.KEY_256);
    private static final Ping PING = new Ping(42, "n1", null, "");
    private static final PushPull STATE = new PushPull(
            true,
            IntStream.range(0, 50)
                    .mapToObj(i -> new NodeState(
                            new Alive(i, "n" + i, new Address(Bytes.of(new byte[16]), 7946), Bytes.utf8("m"), Vsn.OURS),
                            NodeStateType.SUSPECT))
                    .toList(),
            Bytes.utf8("state of the user"));

    private static StreamDecoder decoder(Wire wire, boolean dialled) {
        return new StreamDecoder(wire, dialled, MemoryPlan.of(Long.MAX_VALUE).streamLimits());
    }

    /** Takes more bytes; returns the message when it is complete, else null. */
    static @Nullable Message decode(StreamDecoder decoder, byte[] chunk, int from, int to) throws WireException {
        decoder.append(chunk, from, to);
        return decoder.advance();
    }

    private static @Nullable Message inPieces(StreamDecoder decoder, byte[] bytes, int piece) throws WireException {
        Message message = null;
        for (int at = 0; at < bytes.length && message == null; at += piece) {
            message = decode(decoder, bytes, at, Math.min(bytes.length, at + piece));
        }
        return message;
    }

    private static void assertRefused(Wire wire, byte[] bytes, Reason reason) {
        assertThatThrownBy(() -> decode(decoder(wire, false), bytes, 0, bytes.length))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void framesAndSealsAsGo() throws WireException {
        Wire wire = Vectors.wire("", KEYS, false);
        assertThat(Vectors.hex(new StreamEncoder(wire).encode(PING, true))).isEqualTo(Vectors.SEALED_STREAM);
        byte[] bytes = Vectors.unhex(Vectors.SEALED_STREAM);
        assertThat(decode(decoder(Vectors.wire("", KEYS, false), true), bytes, 0, bytes.length))
                .isEqualTo(PING);
    }

    @Test
    void readsARealJoin() throws WireException {
        byte[] bytes = Vectors.unhex(Vectors.JOIN);
        Message message = decode(decoder(Vectors.wire("", Keyring.NONE, false), false), bytes, 0, bytes.length);
        PushPull join = (PushPull) Objects.requireNonNull(message);
        assertThat(join.join()).isTrue();
        assertThat(join.userState().toUtf8()).isEqualTo("USERSTATE");
        assertThat(join.nodes()).hasSize(1);
        assertThat(join.nodes().getFirst().alive().address()).hasToString("[::1]:17946");
    }

    @ParameterizedTest
    @CsvSource({"'',false,false", "lab,false,false", "'',true,false", "lab,true,true", "'',false,true"})
    void comesBackInPiecesOfAnySize(String label, boolean sealed, boolean compressed) throws WireException {
        Keyring keys = sealed ? KEYS : Keyring.NONE;
        for (int piece : new int[] {1, 2, 7, 100, 100_000}) {
            Wire sender = Vectors.wire(label, keys, compressed);
            Wire receiver = Vectors.wire(label, keys, compressed);
            assertThat(inPieces(decoder(receiver, false), new StreamEncoder(sender).encode(STATE, true), piece))
                    .isEqualTo(STATE);
            var user = new Message.User(Bytes.utf8("hello"));
            Wire replying = Vectors.wire(label, keys, compressed);
            assertThat(inPieces(decoder(receiver, true), new StreamEncoder(replying).encode(user, false), piece))
                    .isEqualTo(user);
        }
    }

    @Test
    void headerValuesAboveTheLimitsAreRefusedBeforeTheBodyComes() {
        Wire wire = Vectors.wire("", Keyring.NONE, false);
        assertRefused(wire, Vectors.unhex("0681a54e6f646573ce00200000"), Reason.OVERSIZED);
        assertRefused(wire, Vectors.unhex("0681a54e6f646573d2ffffffff"), Reason.OVERSIZED);
        assertRefused(wire, Vectors.unhex("0681ac5573657253746174654c656ece7fffffff"), Reason.OVERSIZED);
        assertRefused(wire, Vectors.unhex("0881aa557365724d73674c656ece7fffffff"), Reason.OVERSIZED);
        assertRefused(Vectors.wire("", KEYS, false), Vectors.unhex("0a7fffffff"), Reason.OVERSIZED);
    }

    @Test
    void aBombIsRefused() {
        Wire wire = Vectors.wire("", Keyring.NONE, false);
        assertRefused(wire, wire.compressed(new byte[Limits.STREAM_INFLATED + 1]), Reason.OVERSIZED);
    }

    @Test
    void plaintextIsRefusedWhereEncryptionIsOnAndTheReverse() {
        assertRefused(Vectors.wire("", KEYS, false), Vectors.unhex(Vectors.JOIN), Reason.PLAINTEXT);
        assertRefused(Vectors.wire("", Keyring.NONE, false), Vectors.unhex(Vectors.SEALED_STREAM), Reason.SEAL);
    }

    @Test
    void compressedDataThatEndsTooEarlyIsNotWaitedFor() {
        Wire wire = Vectors.wire("", Keyring.NONE, false);
        byte[] cut = MessageCodec.encodeCompress(Vectors.unhex("00c3081c"));
        assertRefused(wire, cut, Reason.MALFORMED);
    }

    @Test
    void whatIsHeldStaysBelowTheLimit() {
        var limits = new StreamLimits(5000, 5000, 10);
        var decoder = new StreamDecoder(Vectors.wire("", Keyring.NONE, false), false, limits);
        byte[] header = Vectors.unhex("0681ac5573657253746174654c656ecd1388");
        assertThatThrownBy(() -> {
                    assertThat(decode(decoder, header, 0, header.length)).isNull();
                    for (int i = 0; i < 100; i++) {
                        decode(decoder, new byte[100], 0, 100);
                    }
                })
                .isInstanceOf(WireException.class);
        assertThat(decoder.held()).isLessThanOrEqualTo(5000);
        assertThat(List.of(decoder.midway())).containsExactly(true);
    }
}
