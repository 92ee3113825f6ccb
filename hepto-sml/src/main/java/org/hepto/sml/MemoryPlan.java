package org.hepto.sml;

/**
 * The bounds of all buffers, as shares of the heap: 18 of 32 parts at most, each below what the protocol needs anywhere.
 * What strangers hold is apart from what members hold, so neither takes the other's; and from where no living member is,
 * streams give way to those of members.
 *
 * @param stream bytes of one message over a stream, sealed or opened
 * @param inflated bytes that such a message may decompress to: memberlist's limit where the heap is large
 * @param strangers bytes that all streams together hold which no key has opened yet, from addresses of no member
 * @param source the same for one source
 * @param members bytes that streams hold until they are answered, from addresses of members and those that this node opens
 * @param sending bytes of messages that wait until the other side takes them
 * @param events bytes that wait for listeners
 * @param changes bytes of old values that wait for the map's listener
 * @param nodes members that are remembered
 */
record MemoryPlan(
        int stream,
        int inflated,
        long strangers,
        long source,
        long members,
        long sending,
        long events,
        long changes,
        int nodes) {

    /** A stream's share is 3 parts; above 20 MiB, memberlist's own limit, more heap changes nothing. */
    private static final long LARGEST_PART = Limits.STREAM / 3;

    private static final int PARTS = 32;
    private static final int NODES = 16_384;
    private static final int BYTES_PER_NODE = 16 * 1024;

    /** Divides a heap of so many bytes. */
    static MemoryPlan of(long heap) {
        long part = Math.min(heap / PARTS, LARGEST_PART);
        int nodes = (int) Math.min(NODES, heap / BYTES_PER_NODE);
        int stream = (int) (3 * part);
        int inflated = (int) Math.max(stream, Math.min(Limits.STREAM_INFLATED, heap / PARTS));
        return new MemoryPlan(stream, inflated, 4 * part, 3 * part, 3 * part, 4 * part, 3 * part, part, nodes);
    }

    /** The limits of what one stream brings. */
    StreamLimits streamLimits() {
        return new StreamLimits(stream, inflated, Math.min(Limits.NODES, 4 * nodes));
    }
}
