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
        if (wire.encrypts()) {
            body = sealed(body);
        }
        byte[] label = wire.label().header();
        return dialled && label.length > 0
                ? new MsgPackWriter(label.length + body.length)
                        .put(label)
                        .put(body)
                        .toArray()
                : body;
    }

    private byte[] sealed(byte[] body) {
        byte[] frame = frame(body.length + Seal.OVERHEAD);
        byte[] sealed = wire.seal(body, frame, wire.label().text());
        return new MsgPackWriter(FRAME + sealed.length).put(frame).put(sealed).toArray();
    }

    private static byte[] frame(int length) {
        return new MsgPackWriter(FRAME)
                .put(MessageType.ENCRYPT.code())
                .bigEndian(length, 4)
                .toArray();
    }
}
