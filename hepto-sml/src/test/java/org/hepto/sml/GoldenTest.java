package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a real memberlist node sent can be read, and is what it would be if this implementation sent it. */
class GoldenTest {

    private final Counters counters = new Counters();

    private static Message stream(Golden golden, Wire wire) throws WireException {
        var decoder = new StreamDecoder(
                wire,
                golden.kind().equals("reply"),
                MemoryPlan.of(Long.MAX_VALUE).streamLimits());
        return Objects.requireNonNull(StreamCodecTest.decode(decoder, golden.bytes(), 0, golden.bytes().length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "compressed", "sealed"})
    void everythingIsUnderstood(String name) throws WireException {
        Wire wire = Golden.wire(name);
        Set<Class<?>> kinds = new HashSet<>();
        for (Golden golden : Golden.load(name)) {
            List<Message> messages = golden.kind().equals("packet")
                    ? new PacketDecoder(wire, counters).decode(golden.bytes(), golden.bytes().length)
                    : List.of(stream(golden, wire));
            assertThat(messages).isNotEmpty();
            messages.forEach(message -> kinds.add(message.getClass()));
        }
        assertThat(counters.snapshot().values()).allMatch(count -> count == 0);
        assertThat(kinds)
                .contains(
                        Message.Ping.class,
                        Message.Ack.class,
                        Message.Alive.class,
                        Message.User.class,
                        Message.PushPull.class);
        if (!name.equals("sealed")) {
            assertThat(kinds).contains(Message.Nack.class, Message.Suspect.class, Message.Dead.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "compressed"})
    void packetsAreEncodedToTheSameBytes(String name) throws WireException {
        Wire wire = Golden.wire(name);
        for (Golden golden : Golden.load(name)) {
            if (golden.kind().equals("packet")) {
                var messages = new PacketDecoder(wire, counters).decode(golden.bytes(), golden.bytes().length);
                if (messages.stream().anyMatch(GoldenTest::emptyMeta)) {
                    continue;
                }
                var parts = new ArrayList<byte[]>();
                messages.forEach(message -> parts.add(message.encode()));
                boolean checksum = golden.bytes()[0] == MessageType.CRC.code();
                assertThat(Vectors.hex(new PacketEncoder(wire).encode(parts, checksum)))
                        .isEqualTo(Vectors.hex(golden.bytes()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "compressed"})
    void streamsAreEncodedToTheSameBytes(String name) throws WireException {
        Wire wire = Golden.wire(name);
        for (Golden golden : Golden.load(name)) {
            if (!golden.kind().equals("packet")) {
                boolean dialled = golden.kind().equals("stream");
                Message message = stream(golden, wire);
                if (emptyMeta(message)) {
                    continue;
                }
                assertThat(Vectors.hex(new StreamEncoder(wire).encode(message, dialled)))
                        .isEqualTo(Vectors.hex(golden.bytes()));
            }
        }
    }

    /** Go writes empty meta data as nil or as no bytes, depending on where it came from; here it is always nil. */
    private static boolean emptyMeta(Message message) {
        return switch (message) {
            case Message.Alive alive -> alive.meta().isEmpty();
            case Message.PushPull state ->
                state.nodes().stream().anyMatch(node -> node.alive().meta().isEmpty());
            default -> false;
        };
    }
}
