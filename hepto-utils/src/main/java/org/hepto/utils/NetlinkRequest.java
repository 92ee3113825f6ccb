package org.hepto.utils;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Builds a netlink request: header, a family's fixed part, then attributes; see netlink(7) and
 * {@code linux/netlink.h}. Integers are in the byte order of the CPU. Not thread-safe.
 */
public final class NetlinkRequest {
    /** Bits of {@code nlmsg_flags}. */
    public static final int NLM_F_REQUEST = 1;

    public static final int NLM_F_ACK = 4;
    public static final int NLM_F_DUMP = 0x300;
    public static final int NLM_F_REPLACE = 0x100;
    public static final int NLM_F_EXCL = 0x200;
    public static final int NLM_F_CREATE = 0x400;

    static final int HEADER = 16;
    private static final int NLA_F_NESTED = 0x8000;
    private static final int CAPACITY = 32 * 1024;

    private final int type;
    private final int flags;
    private final ByteBuffer buffer = NativeBytes.allocate(CAPACITY);

    /**
     * Begins a request.
     *
     * @param type {@code nlmsg_type}
     * @param flags {@code NLM_F_*} besides {@code NLM_F_REQUEST}, which is always set
     */
    public NetlinkRequest(int type, int flags) {
        this.type = type;
        this.flags = flags | NLM_F_REQUEST;
        buffer.position(HEADER);
    }

    /** Appends raw bytes: the fixed part that a family puts before its attributes. */
    public NetlinkRequest fixed(byte... bytes) {
        buffer.put(bytes);
        return this;
    }

    /** Appends a 32-bit field of a fixed part. */
    public NetlinkRequest fixedInt(int value) {
        buffer.putInt(value);
        return this;
    }

    /** Appends an attribute. */
    public NetlinkRequest put(int attribute, byte[] value) {
        buffer.putShort((short) (4 + value.length)).putShort((short) attribute).put(value);
        align();
        return this;
    }

    /** Appends an attribute of 32 bits. */
    public NetlinkRequest putInt(int attribute, int value) {
        return put(attribute, NativeBytes.allocate(4).putInt(value).array());
    }

    /** Appends an attribute of 16 bits. */
    public NetlinkRequest putShort(int attribute, int value) {
        return put(attribute, NativeBytes.allocate(2).putShort((short) value).array());
    }

    /** Appends an attribute of 8 bits. */
    public NetlinkRequest putByte(int attribute, int value) {
        return put(attribute, new byte[] {(byte) value});
    }

    /** Appends a string with its closing zero byte. */
    public NetlinkRequest putString(int attribute, String value) {
        return put(attribute, (value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Appends an attribute whose value is what {@code content} appends. */
    public NetlinkRequest nest(int attribute, Runnable content) {
        int start = buffer.position();
        buffer.putShort((short) 0).putShort((short) (attribute | NLA_F_NESTED));
        content.run();
        buffer.putShort(start, (short) (buffer.position() - start));
        align();
        return this;
    }

    /** Returns the finished message. */
    byte[] encode(int sequence) {
        int length = buffer.position();
        buffer.putInt(0, length)
                .putShort(4, (short) type)
                .putShort(6, (short) flags)
                .putInt(8, sequence)
                .putInt(12, 0);
        byte[] message = new byte[length];
        buffer.get(0, message);
        return message;
    }

    private void align() {
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
    }
}
