package org.hepto.sml;

/** One message to the bytes of a stream: compressed, sealed and framed, and the label in front. For one thread. */
final class StreamEncoder {

    static final int FRAME = 5;

    private final Wire wire;

    StreamEncoder(Wire wire) {
        this.wire = wire;
    }

    /**
     * Encodes a message.
     *
     * @param dialled whether this side opened the stream: only that side sends the label
     */
    byte[] encode(Message message, boolean dialled) {
        byte[] body = message instanceof Message.User user
                ? MessageCodec.encodeStreamUser(user.data())
                : MessageCodec.encode(message);
        if (wire.compresses()) {
            body = wire.compressed(body);
        }
        byte[] label = dialled ? wire.label().header() : new byte[0];
        if (wire.encrypts()) {
            return sealed(label, body);
        }
        return label.length > 0
                ? new MsgPackWriter(label.length + body.length)
                        .put(label)
                        .put(body)
                        .toArray()
                : body;
    }

    /** In one array, for the body may be large. */
    private byte[] sealed(byte[] label, byte[] body) {
        byte[] frame = frame(body.length + Seal.OVERHEAD);
        byte[] sealed =
                wire.seal(body, label.length + FRAME, frame, wire.label().text());
        System.arraycopy(label, 0, sealed, 0, label.length);
        System.arraycopy(frame, 0, sealed, label.length, FRAME);
        return sealed;
    }

    private static byte[] frame(int length) {
        return new MsgPackWriter(FRAME)
                .put(MessageType.ENCRYPT.code())
                .bigEndian(length, 4)
                .toArray();
    }
}
