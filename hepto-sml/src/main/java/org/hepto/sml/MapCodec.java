package org.hepto.sml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What nodes of a {@link ReplicatedMap} send each other as bytes of memberlist's delegate. A user message has records. The
 * user state of a push/pull has a digest and the time, and that of an answer the first records that the other lacks too. A magic number
 * in front tells them from what other applications send.
 */
final class MapCodec {

    private static final byte[] MAGIC = {'H', 'S', 'M', 3};

    /** Bytes around the records, at most, without the digest. */
    private static final int HEADROOM = 24;

    private static final long MILLIS = 1000;

    /** Until the year 2106. */
    private static final long MAX_SECONDS = 0xffff_ffffL;

    private MapCodec() {}

    /** Tells whether bytes are a map's at all. */
    static boolean recognizes(Bytes data) {
        return data.length() >= MAGIC.length && Arrays.equals(data.raw(), 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Returns a user message. */
    static Bytes message(Collection<SignedRecord> records) {
        return encode(null, false, 0, records);
    }

    /**
     * Returns a user state.
     *
     * @param more whether the other lacks more than these records
     * @param now milliseconds of this node's clock; whole seconds travel
     */
    static Bytes state(MapDigest digest, boolean more, long now, Collection<SignedRecord> records) {
        return encode(digest, more, now, records);
    }

    private static Bytes encode(@Nullable MapDigest digest, boolean more, long now, Collection<SignedRecord> records) {
        byte[] lines = digest == null ? new byte[0] : digest.encode();
        int size = records.stream().mapToInt(SignedRecord::size).sum();
        MsgPackWriter out = new MsgPackWriter(HEADROOM + lines.length + size).put(MAGIC);
        out.bool(digest != null).bool(more).raw(lines);
        if (digest != null) {
            out.unsigned(Math.clamp(now / MILLIS, 0, MAX_SECONDS));
        }
        records.forEach(entry -> out.put(entry.encode()));
        return Bytes.wrap(out.toArray());
    }

    /** Reads one record after the other, so that what is refused is not held. */
    static final class Reader {
        private final MsgPackReader in;
        private final int length;
        private final boolean more;
        private final @Nullable MapDigest digest;
        private final long clock;

        Reader(Bytes data) throws WireException {
            this.in = new MsgPackReader(data.raw(), MAGIC.length, data.length());
            this.length = data.length();
            boolean state = in.bool();
            this.more = in.bool();
            byte[] lines = in.array(MapDigest.maxBytes());
            this.digest = state ? MapDigest.decode(lines) : null;
            this.clock = state ? MILLIS * in.integer(MAX_SECONDS) : 0;
        }

        /** Returns what the other has, if it said so. */
        @Nullable
        MapDigest digest() {
            return digest;
        }

        /** Returns the milliseconds of the other's clock, if it has a digest. */
        long clock() {
            return clock;
        }

        /** Tells whether the other has more that is lacking here. */
        boolean more() {
            return more;
        }

        /** Returns how many bytes have been read. */
        int position() {
            return in.position();
        }

        boolean hasNext() {
            return in.position() < length;
        }

        SignedRecord next() throws WireException {
            return SignedRecord.decode(in);
        }
    }

    /** Reads all records of some bytes. */
    static List<SignedRecord> records(Bytes data) throws WireException {
        List<SignedRecord> records = new ArrayList<>();
        Reader reader = new Reader(data);
        while (reader.hasNext()) {
            records.add(reader.next());
        }
        return records;
    }
}
