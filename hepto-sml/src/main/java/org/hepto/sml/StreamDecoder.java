package org.hepto.sml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hepto.sml.Message.NodeState;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one stream to its one message, piece by piece as they arrive. Whatever the bytes are, it holds no more
 * than the limits allow and throws nothing but {@link WireException}. One per stream, for one thread.
 */
final class StreamDecoder {

    private static final int FIRST_BUFFER = 1024;

    /** What comes next in the stream. */
    private enum Phase {
        LABEL,
        TYPE,
        FRAME,
        COMPRESSED,
        STATE_HEADER,
        STATE_NODES,
        STATE_USER,
        USER_HEADER,
        USER_BODY,
        SIMPLE
    }

    private final Wire wire;
    private final StreamLimits limits;
    private Phase phase;
    private MessageType type = MessageType.PING;
    private byte[] buffer = new byte[0];
    private int size;
    private int position;
    private int needed;
    private boolean whole;
    private boolean opened;
    private boolean inflated;
    private boolean join;
    private int nodeCount;
    private int userLength;
    private final List<NodeState> nodes = new ArrayList<>();

    /**
     * Prepares for a stream.
     *
     * @param dialled whether this side opened the stream: replies carry no label
     */
    StreamDecoder(Wire wire, boolean dialled, StreamLimits limits) {
        this.wire = wire;
        this.limits = limits;
        this.phase = dialled ? Phase.TYPE : Phase.LABEL;
    }

    /** Bytes that are held at the moment. */
    int held() {
        return buffer.length;
    }

    /** Bytes that would be held with more of them. */
    int capacityWith(int more) {
        long sum = (long) size + more;
        if (sum <= buffer.length) {
            return buffer.length;
        }
        long most = needed > size ? Math.max(needed, sum) : limits.bytes();
        long grown = Math.max(sum, Math.max(FIRST_BUFFER, buffer.length * 2L));
        return (int) Math.min(limits.bytes(), Math.min(Math.max(most, sum), grown));
    }

    /** Bytes with which {@link #advance} gets further, as far as is known. */
    int needed() {
        return needed;
    }

    /** Whether {@link #advance} may get further. */
    boolean ready() {
        return size >= needed;
    }

    /** Makes room for all that is needed next. */
    void reserve() {
        int room = Math.min(needed, limits.bytes());
        if (room > buffer.length) {
            buffer = Arrays.copyOf(buffer, room);
        }
    }

    /** Gives its bytes back: no message will come of them. */
    void clear() {
        buffer = new byte[0];
        size = 0;
    }

    /** Whether a byte has come but the message is not complete. */
    boolean midway() {
        return size > 0;
    }

    /** Goes as far as the bytes do; returns the message when it is complete, else null. */
    @Nullable
    Message advance() throws WireException {
        needed = 0;
        try {
            Message message = null;
            while (message == null) {
                message = step();
            }
            buffer = new byte[0];
            return message;
        } catch (WireException e) {
            if (e.reason() == WireException.Reason.TRUNCATED && !whole) {
                needed = Math.max(needed, size + 1);
                return null;
            }
            throw e;
        }
    }

    /** Takes more bytes without looking at them. */
    void append(byte[] chunk, int from, int to) throws WireException {
        int more = to - from;
        long sum = (long) size + more;
        if (sum > limits.bytes()) {
            throw WireException.oversized("stream", sum, limits.bytes());
        }
        if (sum > buffer.length) {
            buffer = Arrays.copyOf(buffer, capacityWith(more));
        }
        System.arraycopy(chunk, from, buffer, size, more);
        size += more;
    }

    private @Nullable Message step() throws WireException {
        return switch (phase) {
            case LABEL -> label();
            case TYPE -> type();
            case FRAME -> frame();
            case COMPRESSED -> compressed();
            case STATE_HEADER -> stateHeader();
            case STATE_NODES -> stateNodes();
            case STATE_USER -> stateUser();
            case USER_HEADER -> userHeader();
            case USER_BODY -> new Message.User(take(userLength));
            case SIMPLE -> simple();
        };
    }

    private @Nullable Message label() throws WireException {
        require(1);
        boolean labelled = (buffer[0] & 0xff) == MessageType.LABEL.code();
        if (labelled) {
            require(2);
            require(2 + (buffer[1] & 0xff));
        }
        position = wire.label().strip(buffer, size);
        phase = Phase.TYPE;
        return null;
    }

    private @Nullable Message type() throws WireException {
        require(1);
        type = MessageType.of(buffer[position]);
        if (wire.encrypts() && !opened && type != MessageType.ENCRYPT) {
            throw new WireException(
                    WireException.Reason.PLAINTEXT, "encryption is configured but remote state is not encrypted");
        }
        phase = switch (type) {
            case ENCRYPT -> Phase.FRAME;
            case COMPRESS -> Phase.COMPRESSED;
            case PUSH_PULL -> Phase.STATE_HEADER;
            case USER -> Phase.USER_HEADER;
            case PING, ACK, ERROR -> Phase.SIMPLE;
            default -> throw WireException.malformed("%s does not belong into a stream".formatted(type));
        };
        if (phase == Phase.FRAME && (opened || inflated)) {
            throw WireException.malformed("encrypted twice");
        }
        position++;
        return null;
    }

    private @Nullable Message frame() throws WireException {
        require(4);
        if (!wire.encrypts()) {
            throw new WireException(
                    WireException.Reason.SEAL, "remote state is encrypted and encryption is not configured");
        }
        long length = 0;
        for (int i = 0; i < 4; i++) {
            length = length << 8 | (buffer[position + i] & 0xff);
        }
        if (length > limits.bytes()) {
            throw WireException.oversized("remote node state", length, limits.bytes());
        }
        require(4 + (int) length);
        byte[] frame = Arrays.copyOfRange(buffer, position - 1, position + 4);
        int body = position + 4;
        byte[] plain =
                wire.open(buffer, body, body + (int) length, frame, wire.label().text());
        opened = true;
        replace(plain);
        return null;
    }

    private @Nullable Message compressed() throws WireException {
        if (inflated) {
            throw WireException.oversized("nesting", 2, 1);
        }
        byte[] plain;
        try {
            plain = wire.decompressed(reader(), limits.inflated());
        } catch (WireException e) {
            throw lzwCutShort(e);
        }
        inflated = true;
        replace(plain);
        return null;
    }

    /** A compressed part that ends too early inside a complete value never gets better by waiting. */
    private WireException lzwCutShort(WireException e) {
        boolean waiting = e.reason() == WireException.Reason.TRUNCATED && size < limits.bytes() && !valueComplete();
        return e.reason() == WireException.Reason.TRUNCATED && !waiting
                ? WireException.malformed("compressed data ends too early")
                : e;
    }

    private boolean valueComplete() {
        try {
            reader().skip();
            return true;
        } catch (WireException e) {
            return false;
        }
    }

    private void replace(byte[] plain) {
        buffer = plain;
        size = plain.length;
        position = 0;
        whole = true;
        phase = Phase.TYPE;
    }

    private @Nullable Message stateHeader() throws WireException {
        MsgPackReader in = reader();
        int entries = in.map();
        int count = 0;
        int user = 0;
        for (int i = 0; i < entries; i++) {
            switch (in.text(Limits.NAME)) {
                case "Nodes" -> count = (int) in.integer(limits.nodes());
                case "UserStateLen" -> user = (int) in.integer(limits.bytes());
                case "Join" -> join = in.bool();
                default -> in.skip();
            }
        }
        nodeCount = count;
        userLength = user;
        position = in.position();
        phase = Phase.STATE_NODES;
        return null;
    }

    private @Nullable Message stateNodes() throws WireException {
        while (nodes.size() < nodeCount) {
            MsgPackReader in = reader();
            NodeState node = MessageCodec.decodeNodeState(in);
            if (node.alive().node().isEmpty()) {
                throw WireException.malformed("a node without a name");
            }
            nodes.add(node);
            position = in.position();
        }
        phase = Phase.STATE_USER;
        return null;
    }

    private Message stateUser() throws WireException {
        return new Message.PushPull(join, List.copyOf(nodes), take(userLength));
    }

    private @Nullable Message userHeader() throws WireException {
        MsgPackReader in = reader();
        int entries = in.map();
        int length = 0;
        for (int i = 0; i < entries; i++) {
            if (in.text(Limits.NAME).equals("UserMsgLen")) {
                length = (int) in.integer(limits.bytes());
            } else {
                in.skip();
            }
        }
        userLength = length;
        position = in.position();
        phase = Phase.USER_BODY;
        return null;
    }

    private Message simple() throws WireException {
        return MessageCodec.decode(type, reader());
    }

    private Bytes take(int length) throws WireException {
        require(length);
        return Bytes.wrap(Arrays.copyOfRange(buffer, position, position + length));
    }

    private MsgPackReader reader() {
        return new MsgPackReader(buffer, position, size);
    }

    private void require(int bytes) throws WireException {
        if (size - position < bytes) {
            needed = position + bytes;
            throw WireException.truncated();
        }
    }
}
