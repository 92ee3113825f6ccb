package org.hepto.sml;

import java.util.List;
import java.util.zip.CRC32;

/** Messages to the bytes of one datagram: compound, compressed if smaller, checksum, seal, label. For one thread. */
final class PacketEncoder {

    /** Bytes of a compound's own header. */
    static final int COMPOUND_HEADER = 2;
    /** Bytes of a compound's header per message. */
    static final int COMPOUND_ENTRY = 2;

    private static final int MAX_PARTS = 255;

    private final Wire wire;

    PacketEncoder(Wire wire) {
        this.wire = wire;
    }

    /**
     * Encodes at least one and at most 255 messages, each at most 65535 bytes.
     *
     * @param checksum whether the receiver understands checksums (protocol 5)
     */
    byte[] encode(List<byte[]> messages, boolean checksum) {
        byte[] body = messages.size() == 1 ? messages.getFirst() : compound(messages);
        if (wire.compresses()) {
            byte[] smaller = wire.compressed(body);
            body = smaller.length < body.length ? smaller : body;
        }
        if (checksum) {
            body = checksummed(body);
        }
        if (wire.encrypts()) {
            body = wire.seal(body, 0, wire.label().text());
        }
        byte[] header = wire.label().header();
        return header.length == 0
                ? body
                : new MsgPackWriter(header.length + body.length)
                        .put(header)
                        .put(body)
                        .toArray();
    }

    static byte[] compound(List<byte[]> messages) {
        if (messages.size() > MAX_PARTS) {
            throw new IllegalArgumentException("%d messages do not fit into a compound".formatted(messages.size()));
        }
        MsgPackWriter out =
                new MsgPackWriter(512).put(MessageType.COMPOUND.code()).put(messages.size());
        messages.forEach(message -> out.bigEndian(message.length, 2));
        messages.forEach(out::put);
        return out.toArray();
    }

    private static byte[] checksummed(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return new MsgPackWriter(body.length + 5)
                .put(MessageType.CRC.code())
                .bigEndian(crc.getValue(), 4)
                .put(body)
                .toArray();
    }
}
