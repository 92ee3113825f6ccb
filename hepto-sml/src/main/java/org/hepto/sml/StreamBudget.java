package org.hepto.sml;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The memory that all streams may hold together. On the transport's thread. */
final class StreamBudget {

    private final long limit;
    private long used;

    StreamBudget(long limit) {
        this.limit = limit;
    }

    long left() {
        return limit - used;
    }

    /** Replaces one reservation by a larger one; false, and nothing changed, if there is no room. */
    boolean grow(int from, int to) {
        if (used - from + to > limit) {
            return false;
        }
        used += (long) to - from;
        return true;
    }

    void release(int reserved) {
        used -= reserved;
    }

    /** Gives a decoder the bytes of a buffer. */
    static @Nullable Message feed(StreamDecoder decoder, ByteBuf chunk) throws WireException {
        if (chunk.hasArray()) {
            int from = chunk.arrayOffset() + chunk.readerIndex();
            return decoder.decode(chunk.array(), from, from + chunk.readableBytes());
        }
        byte[] copy = new byte[chunk.readableBytes()];
        chunk.readBytes(copy);
        return decoder.decode(copy, 0, copy.length);
    }
}
