package org.hepto.sml;

import java.util.Arrays;

/**
 * LZW as Go's compress/lzw writes it: least significant bit first, literals of 8 bits, codes of at most 12. The output
 * is byte for byte Go's. Holds its table between uses; for one thread.
 */
final class LzwEncoder {

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int LAST_CODE = 4095;
    private static final int SLOTS = 1 << 14;
    private static final int FREE = -1;

    /** Open addressing: (prefix code, next byte) above, the code that stands for both in the low 12 bits. */
    private final int[] table = new int[SLOTS];

    private MsgPackWriter out = new MsgPackWriter(0);
    private int bits;
    private int bitCount;
    private int width;
    private int hi;
    private int overflow;

    byte[] encode(byte[] input) {
        out = new MsgPackWriter(input.length / 2 + 16);
        bits = 0;
        bitCount = 0;
        reset();
        emit(CLEAR);
        if (input.length > 0) {
            int code = body(input);
            emit(code);
            advance();
        }
        emit(END);
        if (bitCount > 0) {
            out.put(bits);
        }
        return out.toArray();
    }

    private int body(byte[] input) {
        int code = input[0] & 0xff;
        for (int i = 1; i < input.length; i++) {
            int key = code << 8 | (input[i] & 0xff);
            int slot = find(key);
            if (table[slot] != FREE) {
                code = table[slot] & 0xfff;
                continue;
            }
            emit(code);
            code = input[i] & 0xff;
            if (advance()) {
                table[slot] = key << 12 | hi;
            }
        }
        return code;
    }

    private int find(int key) {
        int slot = (key ^ key >>> 6) & (SLOTS - 1);
        while (table[slot] != FREE && table[slot] >>> 12 != key) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return slot;
    }

    /** Takes the next code into use; false if the table was full and has been cleared instead. */
    private boolean advance() {
        hi++;
        if (hi == overflow) {
            width++;
            overflow *= 2;
        }
        if (hi == LAST_CODE) {
            emit(CLEAR);
            reset();
            return false;
        }
        return true;
    }

    private void reset() {
        width = 9;
        hi = END;
        overflow = 512;
        Arrays.fill(table, FREE);
    }

    private void emit(int code) {
        bits |= code << bitCount;
        bitCount += width;
        while (bitCount >= 8) {
            out.put(bits);
            bits >>>= 8;
            bitCount -= 8;
        }
    }
}
