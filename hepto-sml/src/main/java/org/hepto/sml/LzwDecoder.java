package org.hepto.sml;

import java.util.Arrays;

/** The inverse of {@link LzwEncoder}, for any input: stops with an error at the limit of the output. For one thread. */
final class LzwDecoder {

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int MAX_WIDTH = 12;
    private static final int NONE = -1;

    private final byte[] suffix = new byte[1 << MAX_WIDTH];
    private final short[] prefix = new short[1 << MAX_WIDTH];
    private final byte[] expansion = new byte[1 << MAX_WIDTH];

    private byte[] input = new byte[0];
    private byte[] output = new byte[0];
    private int size;
    private int limit;
    private int position;
    private int bits;
    private int bitCount;
    private int width;
    private int hi;
    private int overflow;
    private int last;

    /** Decompresses to at most {@code max} bytes. */
    byte[] decode(byte[] compressed, int max) throws WireException {
        input = compressed;
        output = new byte[Math.min(max, Math.max(64, compressed.length * 2))];
        size = 0;
        limit = max;
        position = 0;
        bits = 0;
        bitCount = 0;
        reset();
        for (int code = next(); code != END; code = next()) {
            if (code == CLEAR) {
                reset();
            } else {
                expand(code);
                advance(code);
            }
        }
        byte[] result = size == output.length ? output : Arrays.copyOf(output, size);
        input = new byte[0];
        output = input;
        return result;
    }

    private void reset() {
        width = 9;
        hi = END;
        overflow = 512;
        last = NONE;
    }

    private int next() throws WireException {
        while (bitCount < width) {
            if (position == input.length) {
                throw WireException.truncated();
            }
            bits |= (input[position++] & 0xff) << bitCount;
            bitCount += 8;
        }
        int code = bits & ((1 << width) - 1);
        bits >>>= width;
        bitCount -= width;
        return code;
    }

    private void expand(int code) throws WireException {
        if (code > hi) {
            throw WireException.malformed("LZW code %d is not defined".formatted(code));
        }
        int at = expansion.length;
        int rest = code;
        if (code == hi && last != NONE) {
            at--;
            rest = last;
        }
        while (rest >= CLEAR) {
            expansion[--at] = suffix[rest];
            rest = prefix[rest];
        }
        expansion[--at] = (byte) rest;
        if (code == hi && last != NONE) {
            expansion[expansion.length - 1] = (byte) rest;
        }
        if (last != NONE) {
            suffix[hi] = (byte) rest;
            prefix[hi] = (short) last;
        }
        write(at);
    }

    private void advance(int code) {
        last = code;
        hi++;
        if (hi >= overflow) {
            if (width == MAX_WIDTH) {
                last = NONE;
                hi--;
            } else {
                width++;
                overflow = 1 << width;
            }
        }
    }

    private void write(int from) throws WireException {
        int length = expansion.length - from;
        if (length > limit - size) {
            throw WireException.oversized("decompressed size", (long) size + length, limit);
        }
        if (length > output.length - size) {
            output = Arrays.copyOf(output, (int) Math.min(limit, Math.max(output.length * 2L, (long) size + length)));
        }
        System.arraycopy(expansion, from, output, size, length);
        size += length;
    }
}
