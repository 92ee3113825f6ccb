package org.hepto.utils;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Buffers in the byte order of the CPU, as kernel structures and netlink use it. */
final class NativeBytes {
    private NativeBytes() {}

    static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
