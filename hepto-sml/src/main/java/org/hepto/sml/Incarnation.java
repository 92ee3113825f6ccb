package org.hepto.sml;

/**
 * Incarnations as this node keeps them. On the wire they are 32 bits unsigned that wrap, as in Go; here they go on rising,
 * so that a number after the wrap is later than one before it. As long as nothing wraps both are the same.
 */
final class Incarnation {

    /** The bits that travel. */
    static final long WIRE = 0xffff_ffffL;

    private static final long QUARTER = 0x4000_0000L;

    private Incarnation() {}

    /**
     * Returns what bits from the wire stand for beside what is known of the same node: the last quarter of the numbers is
     * followed by the first.
     */
    static long extend(long bits, long known) {
        long wire = bits & WIRE;
        long round = known & ~WIRE;
        long place = known & WIRE;
        if (place >= 3 * QUARTER && wire < QUARTER) {
            return round + WIRE + 1 + wire;
        }
        boolean before = round > 0 && place < QUARTER && wire >= 3 * QUARTER;
        return before ? round - WIRE - 1 + wire : round + wire;
    }

    /** Returns the next one of a node that objects to an accusation. 0 is left out: Go takes it for older than a newcomer. */
    static long next(long own, long accused) {
        long next = Math.max(own, accused) + 1;
        return (next & WIRE) == 0 ? next + 1 : next;
    }
}
