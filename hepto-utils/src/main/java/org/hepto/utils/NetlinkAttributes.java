package org.hepto.utils;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the attributes of a netlink message or of a nested attribute, in their order; the bytes come from the kernel. */
public final class NetlinkAttributes {
    private static final int TYPE_MASK = 0x3fff;

    // never compared, so that arrays have no equality does not matter
    @SuppressWarnings("ArrayRecordComponent")
    private record Attribute(int type, byte[] value) {}

    private final List<Attribute> attributes = new ArrayList<>();

    /** Reads all attributes from {@code offset} to the end. An impossible length ends the list. */
    public NetlinkAttributes(byte[] bytes, int offset) {
        ByteBuffer buffer = NativeBytes.wrap(bytes);
        int at = offset;
        while (at + 4 <= bytes.length) {
            int length = Short.toUnsignedInt(buffer.getShort(at));
            if (length < 4 || at + length > bytes.length) {
                break;
            }
            byte[] value = new byte[length - 4];
            buffer.get(at + 4, value);
            attributes.add(new Attribute(buffer.getShort(at + 2) & TYPE_MASK, value));
            at += (length + 3) & ~3;
        }
    }

    /** Returns the value of the first attribute of that type. */
    public Optional<byte[]> bytes(int type) {
        return attributes.stream()
                .filter(a -> a.type() == type)
                .map(Attribute::value)
                .findFirst();
    }

    /** Returns the attributes inside the first attribute of that type; none if it is missing. */
    public NetlinkAttributes nested(int type) {
        return new NetlinkAttributes(bytes(type).orElse(new byte[0]), 0);
    }

    /** Returns what is inside each attribute, whatever their types: the elements of a netlink list. */
    public List<NetlinkAttributes> elements() {
        return attributes.stream().map(a -> new NetlinkAttributes(a.value(), 0)).toList();
    }

    /** Returns a 32-bit value. */
    public Optional<Integer> integer(int type) {
        return bytes(type)
                .filter(v -> v.length >= 4)
                .map(v -> NativeBytes.wrap(v).getInt());
    }

    /** Returns a 16-bit value, unsigned. */
    public Optional<Integer> unsignedShort(int type) {
        return bytes(type)
                .filter(v -> v.length >= 2)
                .map(v -> Short.toUnsignedInt(NativeBytes.wrap(v).getShort()));
    }

    /** Returns a string without its closing zero byte. */
    public Optional<String> string(int type) {
        return bytes(type).map(v -> {
            String text = new String(v, StandardCharsets.UTF_8);
            int end = text.indexOf('\0');
            return end < 0 ? text : text.substring(0, end);
        });
    }
}
