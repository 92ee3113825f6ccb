package org.hepto.sml;

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
import org.hepto.sml.Message.User;
import org.jspecify.annotations.Nullable;

/** Messages to bytes and back, without the layers around them. Map keys are written in ascending order, as Go does. */
final class MessageCodec {

    private static final long U32 = 0xffff_ffffL;

    private MessageCodec() {}

    static byte[] encode(Message message) {
        return switch (message) {
            case Ping m -> ping(m);
            case IndirectPing m -> indirectPing(m);
            case Ack m ->
                typed(MessageType.ACK)
                        .map(2)
                        .text("Payload")
                        .bytesOrNil(m.payload())
                        .text("SeqNo")
                        .unsigned(m.seq())
                        .toArray();
            case Nack m ->
                typed(MessageType.NACK).map(1).text("SeqNo").unsigned(m.seq()).toArray();
            case Suspect m -> accusation(MessageType.SUSPECT, m.incarnation(), m.node(), m.from());
            case Dead m -> accusation(MessageType.DEAD, m.incarnation(), m.node(), m.from());
            case Alive m -> alive(m);
            case User m -> typed(MessageType.USER).put(m.data().raw()).toArray();
            case ErrorReply m ->
                typed(MessageType.ERROR).map(1).text("Error").text(m.text()).toArray();
            case PushPull m -> pushPull(m);
        };
    }

    /** A user message in the form of streams, where its length goes ahead. */
    static byte[] encodeStreamUser(Bytes data) {
        return typed(MessageType.USER)
                .map(1)
                .text("UserMsgLen")
                .signed(data.length())
                .put(data.raw())
                .toArray();
    }

    static byte[] encodeCompress(byte[] compressed) {
        return new MsgPackWriter(compressed.length + 24)
                .put(MessageType.COMPRESS.code())
                .map(2)
                .text("Algo")
                .unsigned(0)
                .text("Buf")
                .raw(compressed)
                .toArray();
    }

    private static MsgPackWriter typed(MessageType type) {
        return new MsgPackWriter(128).put(type.code());
    }

    private static byte[] ping(Ping m) {
        MsgPackWriter out = typed(MessageType.PING).map(2 + sourceFields(m.source(), m.sourceNode()));
        out.text("Node").text(m.node()).text("SeqNo").unsigned(m.seq());
        source(out, m.source(), m.sourceNode());
        return out.toArray();
    }

    private static byte[] indirectPing(IndirectPing m) {
        MsgPackWriter out = typed(MessageType.INDIRECT_PING).map(5 + sourceFields(m.source(), m.sourceNode()));
        out.text("Nack").bool(m.nack()).text("Node").text(m.node());
        out.text("Port").unsigned(m.target().port()).text("SeqNo").unsigned(m.seq());
        source(out, m.source(), m.sourceNode());
        return out.text("Target").raw(m.target().ip().raw()).toArray();
    }

    private static int sourceFields(@Nullable Address source, String node) {
        return (source == null ? 0 : 2) + (node.isEmpty() ? 0 : 1);
    }

    private static void source(MsgPackWriter out, @Nullable Address source, String node) {
        if (source != null) {
            out.text("SourceAddr").raw(source.ip().raw());
        }
        if (!node.isEmpty()) {
            out.text("SourceNode").text(node);
        }
        if (source != null) {
            out.text("SourcePort").unsigned(source.port());
        }
    }

    private static byte[] accusation(MessageType type, long incarnation, String node, String from) {
        return typed(type)
                .map(3)
                .text("From")
                .text(from)
                .text("Incarnation")
                .unsigned(incarnation & Incarnation.WIRE)
                .text("Node")
                .text(node)
                .toArray();
    }

    private static byte[] alive(Alive m) {
        MsgPackWriter out = typed(MessageType.ALIVE).map(6);
        out.text("Addr").raw(m.address().ip().raw()).text("Incarnation").unsigned(m.incarnation() & Incarnation.WIRE);
        out.text("Meta").bytesOrNil(m.meta()).text("Node").text(m.node());
        out.text("Port").unsigned(m.address().port());
        return out.text("Vsn").raw(m.vsn().raw()).toArray();
    }

    private static byte[] pushPull(PushPull m) {
        MsgPackWriter out = new MsgPackWriter(64 + 160 * m.nodes().size());
        out.put(MessageType.PUSH_PULL.code()).map(3).text("Join").bool(m.join());
        out.text("Nodes").signed(m.nodes().size());
        out.text("UserStateLen").signed(m.userState().length());
        for (NodeState node : m.nodes()) {
            nodeState(out, node);
        }
        return out.toArray(m.userState().raw());
    }

    private static void nodeState(MsgPackWriter out, NodeState state) {
        Alive alive = state.alive();
        out.map(7).text("Addr").raw(alive.address().ip().raw());
        out.text("Incarnation").unsigned(alive.incarnation() & Incarnation.WIRE);
        out.text("Meta").bytesOrNil(alive.meta()).text("Name").text(alive.node());
        out.text("Port").unsigned(alive.address().port());
        out.text("State").signed(state.status().code());
        out.text("Vsn").raw(alive.vsn().raw());
    }

    /**
     * Decodes the body of a message other than compound, compressed, push/pull and stream user messages.
     *
     * @param in positioned after the type byte
     */
    static Message decode(MessageType type, MsgPackReader in) throws WireException {
        Fields fields = new Fields();
        fields.read(in);
        return switch (type) {
            case PING -> new Ping(fields.seq, fields.node, fields.source(), fields.sourceNode);
            case INDIRECT_PING ->
                new IndirectPing(
                        fields.seq,
                        new Address(fields.target, fields.port),
                        fields.node,
                        fields.nack,
                        fields.source(),
                        fields.sourceNode);
            case ACK -> new Ack(fields.seq, fields.payload);
            case NACK -> new Nack(fields.seq);
            case SUSPECT -> new Suspect(fields.incarnation, fields.node, fields.from);
            case DEAD -> new Dead(fields.incarnation, fields.node, fields.from);
            case ALIVE -> fields.alive();
            case ERROR -> new ErrorReply(fields.error);
            default -> throw WireException.malformed(type + " is not expected here");
        };
    }

    static NodeState decodeNodeState(MsgPackReader in) throws WireException {
        Fields fields = new Fields();
        fields.read(in);
        return new NodeState(fields.alive(), NodeStateType.of(fields.state));
    }

    /** Every field that any message has; the names do not clash in memberlist. */
    private static final class Fields {
        private long seq;
        private long incarnation;
        private long state;
        private int port;
        private int sourcePort;
        private boolean nack;
        private String node = "";
        private String from = "";
        private String sourceNode = "";
        private String error = "";
        private Bytes addr = Bytes.EMPTY;
        private Bytes target = Bytes.EMPTY;
        private Bytes sourceAddr = Bytes.EMPTY;
        private Bytes meta = Bytes.EMPTY;
        private Bytes payload = Bytes.EMPTY;
        private Bytes vsn = Bytes.EMPTY;

        void read(MsgPackReader in) throws WireException {
            int entries = in.map();
            for (int i = 0; i < entries; i++) {
                field(in.text(Limits.NAME), in);
            }
        }

        private void field(String key, MsgPackReader in) throws WireException {
            switch (key) {
                case "SeqNo" -> seq = in.integer(U32);
                case "Incarnation" -> incarnation = in.integer(U32);
                case "State" -> state = in.integer(U32);
                case "Port" -> port = (int) in.integer(0xffff);
                case "SourcePort" -> sourcePort = (int) in.integer(0xffff);
                case "Nack" -> nack = in.bool();
                case "Node", "Name" -> node = in.text(Limits.PACKET);
                case "From" -> from = in.text(Limits.PACKET);
                case "SourceNode" -> sourceNode = in.text(Limits.PACKET);
                case "Error" -> error = in.text(Limits.ERROR_TEXT);
                case "Addr" -> addr = in.bytes(16);
                case "Target" -> target = in.bytes(16);
                case "SourceAddr" -> sourceAddr = in.bytes(16);
                case "Meta" -> meta = in.bytes(Limits.META);
                case "Payload" -> payload = in.bytes(Limits.PACKET);
                case "Vsn" -> vsn = in.bytes(16);
                default -> in.skip();
            }
        }

        private @Nullable Address source() {
            Address source = new Address(sourceAddr, sourcePort);
            return source.usable() ? source : null;
        }

        private Alive alive() {
            return new Alive(incarnation, node, new Address(addr, port), meta, vsn);
        }
    }
}
