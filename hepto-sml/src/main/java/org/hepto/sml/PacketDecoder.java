package org.hepto.sml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The bytes of one datagram to messages. Whatever the bytes are, it ends soon, with a bounded amount of memory, and with
 * nothing but a {@link WireException}. For one thread.
 */
final class PacketDecoder {

    private static final int CRC_HEADER = 5;

    private final Wire wire;
    private final Counters counters;

    PacketDecoder(Wire wire, Counters counters) {
        this.wire = wire;
        this.counters = counters;
    }

    /** The messages of a datagram in order. Parts that cannot be read are counted and left out, as memberlist does. */
    List<Message> decode(byte[] packet, int length) throws WireException {
        if (length > Limits.PACKET) {
            throw WireException.oversized("packet", length, Limits.PACKET);
        }
        int start = wire.label().strip(packet, length);
        byte[] body = packet;
        int end = length;
        if (wire.encrypts()) {
            body = wire.open(packet, start, length, wire.label().text());
            start = 0;
            end = body.length;
        }
        if (end - start >= CRC_HEADER && body[start] == MessageType.CRC.code()) {
            verify(body, start, end);
            start += CRC_HEADER;
        }
        Reading reading = new Reading();
        reading.message(body, start, end, Limits.NESTING);
        return reading.messages;
    }

    private static void verify(byte[] body, int start, int end) throws WireException {
        long expected = 0;
        for (int i = 1; i < CRC_HEADER; i++) {
            expected = expected << 8 | (body[start + i] & 0xff);
        }
        CRC32 crc = new CRC32();
        crc.update(body, start + CRC_HEADER, end - start - CRC_HEADER);
        if (crc.getValue() != expected) {
            throw new WireException(WireException.Reason.CHECKSUM, "wrong checksum");
        }
    }

    /** One datagram's budgets and results. */
    private final class Reading {
        private final List<Message> messages = new ArrayList<>(4);
        private int parts = Limits.PARTS;
        private int inflatable = Limits.PACKET;

        void message(byte[] body, int from, int to, int nesting) throws WireException {
            if (from >= to) {
                throw WireException.truncated();
            }
            if (nesting == 0) {
                parts = -1; // so many layers are no accident: the rest is not looked at
                throw WireException.oversized("nesting", Limits.NESTING + 1L, Limits.NESTING);
            }
            if (--parts < 0) {
                throw WireException.oversized("number of messages", Limits.PARTS + 1L, Limits.PARTS);
            }
            switch (MessageType.of(body[from])) {
                case COMPOUND -> compound(body, from + 1, to, nesting);
                case COMPRESS -> compressed(body, from + 1, to, nesting);
                case USER -> messages.add(new Message.User(Bytes.wrap(Arrays.copyOfRange(body, from + 1, to))));
                case ERROR -> throw WireException.malformed("an error reply belongs into a stream");
                default ->
                    messages.add(
                            MessageCodec.decode(MessageType.of(body[from]), new MsgPackReader(body, from + 1, to)));
            }
        }

        private void compressed(byte[] body, int from, int to, int nesting) throws WireException {
            int left = inflatable;
            inflatable = -1; // what is too much for it leaves nothing for the parts that follow
            byte[] inner = wire.decompressed(new MsgPackReader(body, from, to), left);
            inflatable = left - inner.length;
            message(inner, 0, inner.length, nesting - 1);
        }

        private void compound(byte[] body, int from, int to, int nesting) throws WireException {
            int count = from < to ? body[from] & 0xff : 0;
            int at = from + 1 + PacketEncoder.COMPOUND_ENTRY * count;
            if (at > to) {
                throw WireException.truncated();
            }
            for (int i = 0; i < count; i++) {
                int length = (body[from + 1 + 2 * i] & 0xff) << 8 | (body[from + 2 + 2 * i] & 0xff);
                if (length > to - at) {
                    counters.refused(WireException.Reason.TRUNCATED);
                    return;
                }
                part(body, at, at + length, nesting - 1);
                at += length;
            }
        }

        private void part(byte[] body, int from, int to, int nesting) throws WireException {
            try {
                message(body, from, to, nesting);
            } catch (WireException e) {
                if (parts < 0 || inflatable < 0) {
                    throw e;
                }
                counters.refused(e.reason());
            }
        }
    }
}
