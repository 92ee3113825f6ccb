package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hepto.sml.Message.Ack;
import org.hepto.sml.Message.Alive;
import org.hepto.sml.Message.Dead;
import org.hepto.sml.Message.IndirectPing;
import org.hepto.sml.Message.Nack;
import org.hepto.sml.Message.NodeState;
import org.hepto.sml.Message.Ping;
import org.hepto.sml.Message.PushPull;
import org.hepto.sml.Message.Suspect;
import org.hepto.sml.Message.User;

/** Whatever is encoded comes back, through every layer. */
class MessagePropertiesTest {

    private static final long U32 = 0xffff_ffffL;

    private static Arbitrary<Long> numbers() {
        return Arbitraries.longs().between(0, U32);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings().ofMinLength(1).ofMaxLength(60);
    }

    private static Arbitrary<Bytes> bytes(int max) {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(max).map(Bytes::of);
    }

    private static Arbitrary<Address> addresses() {
        Arbitrary<Bytes> ips = Arbitraries.of(4, 16)
                .flatMap(size -> Arbitraries.bytes().array(byte[].class).ofSize(size))
                .map(Bytes::of);
        return Combinators.combine(ips, Arbitraries.integers().between(1, 0xffff))
                .as(Address::new);
    }

    private static Arbitrary<Alive> alives() {
        return Combinators.combine(numbers(), names(), addresses(), bytes(Limits.META))
                .as((incarnation, node, address, meta) -> new Alive(incarnation, node, address, meta, Vsn.OURS));
    }

    @Provide
    Arbitrary<Message> messages() {
        Arbitrary<Address> sources = addresses().injectNull(0.3);
        return Arbitraries.oneOf(
                Combinators.combine(numbers(), names(), sources, names()).as(Ping::new),
                Combinators.combine(numbers(), addresses(), names(), Arbitraries.of(true, false), sources, names())
                        .as(IndirectPing::new),
                Combinators.combine(numbers(), bytes(100)).as(Ack::new),
                numbers().map(Nack::new),
                Combinators.combine(numbers(), names(), names()).as(Suspect::new),
                Combinators.combine(numbers(), names(), names()).as(Dead::new),
                alives(),
                bytes(300).map(User::new));
    }

    @Provide
    Arbitrary<PushPull> states() {
        Arbitrary<NodeState> nodes = Combinators.combine(alives(), Arbitraries.of(NodeStateType.class))
                .as(NodeState::new);
        return Combinators.combine(Arbitraries.of(true, false), nodes.list().ofMaxSize(5), bytes(500))
                .as(PushPull::new);
    }

    private static Wire wire(String label, boolean sealed, boolean compressed) {
        return Vectors.wire(label, sealed ? Keyring.of(Vectors.KEY_256) : Keyring.NONE, compressed);
    }

    @Property(tries = 300)
    void packets(
            @ForAll("packet") List<Message> messages,
            @ForAll boolean labelled,
            @ForAll boolean sealed,
            @ForAll boolean compressed,
            @ForAll boolean checksum)
            throws WireException {
        String label = labelled ? "label" : "";
        var parts = new ArrayList<byte[]>();
        messages.forEach(message -> parts.add(message.encode()));
        byte[] packet = new PacketEncoder(wire(label, sealed, compressed)).encode(parts, checksum);
        var counters = new Counters();
        assertThat(new PacketDecoder(wire(label, sealed, compressed), counters).decode(packet, packet.length))
                .isEqualTo(messages);
    }

    @Provide
    Arbitrary<List<Message>> packet() {
        return messages().list().ofMinSize(1).ofMaxSize(20);
    }

    @Property(tries = 200)
    void streams(
            @ForAll("states") PushPull state,
            @ForAll boolean labelled,
            @ForAll boolean sealed,
            @ForAll boolean compressed,
            @ForAll boolean dialled)
            throws WireException {
        String label = labelled ? "label" : "";
        byte[] bytes = new StreamEncoder(wire(label, sealed, compressed)).encode(state, dialled);
        var decoder = new StreamDecoder(
                wire(label, sealed, compressed),
                !dialled,
                MemoryPlan.of(Long.MAX_VALUE).streamLimits());
        int middle = bytes.length / 2;
        assertThat(StreamCodecTest.decode(decoder, bytes, 0, middle)).isNull();
        assertThat(Objects.requireNonNull(StreamCodecTest.decode(decoder, bytes, middle, bytes.length)))
                .isEqualTo(state);
    }
}
