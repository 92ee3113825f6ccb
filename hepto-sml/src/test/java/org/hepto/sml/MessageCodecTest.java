package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.hepto.sml.Message.Ack;
import org.hepto.sml.Message.Alive;
import org.hepto.sml.Message.Dead;
import org.hepto.sml.Message.ErrorReply;
import org.hepto.sml.Message.IndirectPing;
import org.hepto.sml.Message.Nack;
import org.hepto.sml.Message.NodeState;
import org.hepto.sml.Message.Ping;
import org.hepto.sml.Message.PushPull;
import org.hepto.sml.Message.Suspect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message of memberlist.md, both ways. */
class MessageCodecTest {

    private static final Address FD = new Address(Bytes.hex("fd000000000000000000000000000001"), 7946);
    private static final Alive N1 = new Alive(1, "n1", FD, Bytes.utf8("m"), Vsn.OURS);

    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of(new Ping(42, "n1", null, ""), Vectors.PING),
                Arguments.of(new Ping(300, "n1", FD, "n0"), Vectors.PING_FULL),
                Arguments.of(new IndirectPing(7, FD, "n1", true, null, ""), Vectors.INDIRECT),
                Arguments.of(new Ack(42, Bytes.EMPTY), Vectors.ACK),
                Arguments.of(new Suspect(5, "n1", "n0"), Vectors.SUSPECT),
                Arguments.of(new Dead(5, "n1", "n0"), Vectors.SUSPECT.replaceFirst("03", "05")),
                Arguments.of(N1, Vectors.ALIVE),
                Arguments.of(new Nack(70000), Vectors.NACK),
                Arguments.of(new ErrorReply("boom"), Vectors.ERROR));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void encodesAsGo(Message message, String hex) {
        assertThat(Vectors.hex(message.encode())).isEqualTo(hex);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void decodesWhatGoEncoded(Message message, String hex) throws WireException {
        byte[] bytes = Vectors.unhex(hex);
        Message decoded = MessageCodec.decode(MessageType.of(bytes[0]), new MsgPackReader(bytes, 1, bytes.length));
        assertThat(decoded).isEqualTo(message);
    }

    @Test
    void encodesTheNodeStatesOfAPushPullAsGo() {
        var state = new PushPull(true, List.of(new NodeState(N1, NodeStateType.ALIVE)), Bytes.wrap(new byte[200]));
        assertThat(Vectors.hex(state.encode())).isEqualTo(Vectors.STATE_HEADER + Vectors.STATE_NODE + "00".repeat(200));
    }

    @Test
    void encodesARealJoinAsMemberlistDid() {
        var self = new Alive(
                1,
                "n1",
                new Address(Bytes.hex("00000000000000000000000000000001"), 17946),
                Bytes.utf8("meta"),
                Vsn.OURS);
        var state = new PushPull(true, List.of(new NodeState(self, NodeStateType.ALIVE)), Bytes.utf8("USERSTATE"));
        assertThat(Vectors.hex(state.encode())).isEqualTo(Vectors.JOIN);
    }

    @Test
    void encodesTheHeaderOfAStreamUserMessageAsGo() {
        assertThat(Vectors.hex(MessageCodec.encodeStreamUser(Bytes.utf8("abc"))))
                .isEqualTo(Vectors.STREAM_USER_HEADER + "616263");
    }

    @Test
    void writesLongTextsAsRaw16() {
        var writer = new MsgPackWriter(8).text("x".repeat(40));
        assertThat(Vectors.hex(writer.toArray())).startsWith("da0028");
    }

    @Test
    void signedFieldsUseSignedForms() {
        assertThat(Vectors.hex(new MsgPackWriter(8).signed(200).toArray())).isEqualTo("d100c8");
        assertThat(Vectors.hex(new MsgPackWriter(8).signed(70000).toArray())).isEqualTo("d200011170");
    }

    @Test
    void readsNewFormsOfTextAndIntegersAndSkipsUnknownKeys() throws WireException {
        // {"New": {"a": [1, -1, 1.5, ext]}, "SeqNo": int64 42, "Node": str8 "n1"}
        byte[] bytes = Vectors.unhex("00"
                + "83" + "a34e6577" + "81a161940" + "1ffcb3ff8000000000000d401ff"
                + "a55365714e6f" + "d3000000000000002a"
                + "a44e6f6465" + "d9026e31");
        Message decoded = MessageCodec.decode(MessageType.PING, new MsgPackReader(bytes, 1, bytes.length));
        assertThat(decoded).isEqualTo(new Ping(42, "n1", null, ""));
    }
}
