package org.hepto.sml;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Buffers on the heap, for what sockets bring too. Netty would make a direct one of 64 KiB for each read, and freeing it is
 * a handshake with all threads of the JVM: 50 µs of CPU for each datagram, more than opening it takes.
 */
final class HeapBuffers extends PooledByteBufAllocator {

    private static final int PAGE = 8192;
    private static final int CHUNK_ORDER = 5;

    HeapBuffers() {
        super(false, 1, 0, PAGE, CHUNK_ORDER, 0, 0, false);
    }

    @Override
    public ByteBuf ioBuffer() {
        return heapBuffer();
    }

    @Override
    public ByteBuf ioBuffer(int initialCapacity) {
        return heapBuffer(initialCapacity);
    }

    @Override
    public ByteBuf ioBuffer(int initialCapacity, int maxCapacity) {
        return heapBuffer(initialCapacity, maxCapacity);
    }
}
