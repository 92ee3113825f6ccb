package org.hepto.sml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes msgpack as go-msgpack does for memberlist: the old specification, in which texts and bytes are both "raw"
 * (never str8, never bin), and Go's signed integers use the signed forms. For one thread.
 */
final class MsgPackWriter {

    private byte[] buffer;
    private int size;

    MsgPackWriter(int expected) {
        buffer = new byte[expected];
    }

    MsgPackWriter put(int value) {
        room(1);
        buffer[size++] = (byte) value;
        return this;
    }

    MsgPackWriter put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
        return this;
    }

    /** A map of at most 15 entries. */
    MsgPackWriter map(int entries) {
        return put(0x80 | entries);
    }

    /** A Go unsigned field: uint8, uint16 or uint32. */
    MsgPackWriter unsigned(long value) {
        if (value <= 0x7f) {
            return put((int) value);
        }
        if (value <= 0xff) {
            return put(0xcc).bigEndian(value, 1);
        }
        return value <= 0xffff ? put(0xcd).bigEndian(value, 2) : put(0xce).bigEndian(value, 4);
    }

    /** A Go {@code int} field that is not negative. */
    MsgPackWriter signed(long value) {
        if (value <= 0x7f) {
            return put((int) value);
        }
        if (value <= Short.MAX_VALUE) {
            return put(0xd1).bigEndian(value, 2);
        }
        return value <= Integer.MAX_VALUE
                ? put(0xd2).bigEndian(value, 4)
                : put(0xd3).bigEndian(value, 8);
    }

    MsgPackWriter bool(boolean value) {
        return put(value ? 0xc3 : 0xc2);
    }

    MsgPackWriter text(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes; none at all is written as nil, which is what Go's nil slice is. */
    MsgPackWriter bytesOrNil(Bytes bytes) {
        return bytes.isEmpty() ? put(0xc0) : raw(bytes.raw());
    }

    MsgPackWriter raw(byte[] bytes) {
        int length = bytes.length;
        if (length < 32) {
            put(0xa0 | length);
        } else if (length <= 0xffff) {
            put(0xda).bigEndian(length, 2);
        } else {
            put(0xdb).bigEndian(length, 4);
        }
        return put(bytes);
    }

    MsgPackWriter bigEndian(long value, int width) {
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            put((int) (value >>> shift));
        }
        return this;
    }

    /** What was written and these bytes, which may be many, behind it. */
    byte[] toArray(byte[] last) {
        byte[] all = Arrays.copyOf(buffer, size + last.length);
        System.arraycopy(last, 0, all, size, last.length);
        return all;
    }

    byte[] toArray() {
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    private void room(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
