package org.hepto.sml;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Knows the latest sealed packets and streams again. The end of the seal's tag stands for the whole: nobody without the
 * key can make another one that opens, and two of the same are no accident, since each is sealed with a nonce of its own.
 *
 * <p>At least {@link #REMEMBERED} are known, in two generations of which the elder is forgotten as a whole; it takes
 * 64 KiB, whatever comes. What is replayed later is harmless by its incarnation, sequence number or version. Safe for
 * all threads.
 */
final class ReplayWindow {

    /** The latest so many are known for sure, and up to as many before them. */
    static final int REMEMBERED = 2048;

    /** Bytes of a tag that are looked at. */
    static final int MARK = Long.BYTES;

    private static final int SLOTS = 2 * REMEMBERED;

    private long[] younger = new long[SLOTS];
    private long[] elder = new long[SLOTS];
    private int count;

    /** Whether what ends at {@code end} came before; from now on it did. Only for what a key has opened. */
    synchronized boolean seen(byte[] sealed, int end) {
        // 0 is a free slot
        long mark = ByteBuffer.wrap(sealed).getLong(end - MARK) | 1;
        if (younger[slot(younger, mark)] == mark || elder[slot(elder, mark)] == mark) {
            return true;
        }
        if (count == REMEMBERED) {
            turn();
        }
        younger[slot(younger, mark)] = mark;
        count++;
        return false;
    }

    private void turn() {
        long[] forgotten = elder;
        elder = younger;
        younger = forgotten;
        Arrays.fill(younger, 0);
        count = 0;
    }

    /** Where a mark is, or would be: at most half of the slots are taken. */
    private static int slot(long[] marks, long mark) {
        int slot = (int) (mark >>> 1) & (SLOTS - 1);
        while (marks[slot] != 0 && marks[slot] != mark) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return slot;
    }
}
