package org.hepto.sml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads msgpack liberally, as go-msgpack does: any width of integer, any form of text or bytes, nil as empty, unknown
 * keys skipped. Never allocates more than the input has bytes. For one thread.
 */
final class MsgPackReader {

    private final byte[] input;
    private final int end;
    private int position;

    MsgPackReader(byte[] input, int from, int to) {
        this.input = input;
        this.position = from;
        this.end = to;
    }

    int position() {
        return position;
    }

    /** The number of entries of a map; nil is an empty one. */
    int map() throws WireException {
        int tag = next();
        if ((tag & 0xf0) == 0x80) {
            return tag & 0x0f;
        }
        return switch (tag) {
            case 0xc0 -> 0;
            case 0xde -> (int) bigEndian(2);
            case 0xdf -> bounded(bigEndian(4), "map", (end - position) / 2);
            default -> throw WireException.malformed("a map was expected, not 0x%02x".formatted(tag));
        };
    }

    /** An integer between 0 and a maximum, whatever its form. */
    long integer(long max) throws WireException {
        long value = integer();
        if (value < 0 || value > max) {
            throw WireException.oversized("integer", value, max);
        }
        return value;
    }

    private long integer() throws WireException {
        int tag = next();
        if (tag <= 0x7f) {
            return tag;
        }
        return switch (tag) {
            case 0xc0 -> 0;
            case 0xcc -> bigEndian(1);
            case 0xcd -> bigEndian(2);
            case 0xce -> bigEndian(4);
            case 0xcf, 0xd3 -> bigEndian(8);
            case 0xd0 -> (byte) bigEndian(1);
            case 0xd1 -> (short) bigEndian(2);
            case 0xd2 -> (int) bigEndian(4);
            default -> {
                if (tag >= 0xe0) {
                    yield (byte) tag;
                }
                throw WireException.malformed("an integer was expected, not 0x%02x".formatted(tag));
            }
        };
    }

    boolean bool() throws WireException {
        int tag = next();
        return switch (tag) {
            case 0xc0, 0xc2 -> false;
            case 0xc3 -> true;
            default -> throw WireException.malformed("a boolean was expected, not 0x%02x".formatted(tag));
        };
    }

    String text(int max) throws WireException {
        int length = rawLength(max);
        String text = new String(input, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    Bytes bytes(int max) throws WireException {
        return Bytes.wrap(array(max));
    }

    byte[] array(int max) throws WireException {
        int length = rawLength(max);
        byte[] copy = Arrays.copyOfRange(input, position, position + length);
        position += length;
        return copy;
    }

    /** Leaves out one value of any kind. */
    void skip() throws WireException {
        skip(Limits.SKIP_DEPTH);
    }

    private void skip(int depth) throws WireException {
        if (depth == 0) {
            throw WireException.oversized("nesting", Limits.SKIP_DEPTH + 1L, Limits.SKIP_DEPTH);
        }
        int tag = next();
        if (tag <= 0x7f || tag >= 0xe0) {
            return;
        }
        if (tag <= 0x8f) {
            skipAll(2L * (tag & 0x0f), depth);
        } else if (tag <= 0x9f) {
            skipAll(tag & 0x0f, depth);
        } else if (tag <= 0xbf) {
            advance(tag & 0x1f);
        } else {
            skipTagged(tag, depth);
        }
    }

    private void skipTagged(int tag, int depth) throws WireException {
        switch (tag) {
            case 0xc0, 0xc2, 0xc3 -> {}
            case 0xc4, 0xd9 -> advance(bigEndian(1));
            case 0xc5, 0xda -> advance(bigEndian(2));
            case 0xc6, 0xdb -> advance(bigEndian(4));
            case 0xc7 -> advance(bigEndian(1) + 1);
            case 0xc8 -> advance(bigEndian(2) + 1);
            case 0xc9 -> advance(bigEndian(4) + 1);
            case 0xcc, 0xd0 -> advance(1);
            case 0xcd, 0xd1 -> advance(2);
            case 0xca, 0xce, 0xd2 -> advance(4);
            case 0xcb, 0xcf, 0xd3 -> advance(8);
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> advance((1L << (tag - 0xd4)) + 1);
            case 0xdc -> skipAll(bigEndian(2), depth);
            case 0xdd -> skipAll(bigEndian(4), depth);
            case 0xde -> skipAll(2 * bigEndian(2), depth);
            case 0xdf -> skipAll(2 * bigEndian(4), depth);
            default -> throw WireException.malformed("0x%02x is not msgpack".formatted(tag));
        }
    }

    private void skipAll(long values, int depth) throws WireException {
        for (long i = 0; i < values; i++) {
            skip(depth - 1);
        }
    }

    private int rawLength(int max) throws WireException {
        int tag = next();
        long length = switch (tag) {
            case 0xc0 -> 0;
            case 0xc4, 0xd9 -> bigEndian(1);
            case 0xc5, 0xda -> bigEndian(2);
            case 0xc6, 0xdb -> bigEndian(4);
            default -> {
                if ((tag & 0xe0) != 0xa0) {
                    throw WireException.malformed("bytes were expected, not 0x%02x".formatted(tag));
                }
                yield tag & 0x1f;
            }
        };
        int bounded = bounded(length, "value", max);
        require(bounded);
        return bounded;
    }

    private static int bounded(long value, String what, int max) throws WireException {
        if (value > max) {
            throw WireException.oversized(what, value, max);
        }
        return (int) value;
    }

    private int next() throws WireException {
        require(1);
        return input[position++] & 0xff;
    }

    private long bigEndian(int width) throws WireException {
        require(width);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | (input[position++] & 0xff);
        }
        return value;
    }

    private void advance(long bytes) throws WireException {
        require(bytes);
        position += (int) bytes;
    }

    private void require(long bytes) throws WireException {
        if (bytes > end - position) {
            throw WireException.truncated();
        }
    }
}
