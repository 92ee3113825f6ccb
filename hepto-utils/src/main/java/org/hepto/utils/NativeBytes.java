package org.hepto.utils;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes buffers in the byte order of the CPU, which kernel structures and netlink use. */
final class NativeBytes {
    private NativeBytes() {}

    static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
