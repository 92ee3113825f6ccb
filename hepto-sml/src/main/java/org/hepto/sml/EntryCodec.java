package org.hepto.sml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Entries as bytes of memberlist's delegate: the same form in user messages and in push/pull. A magic number in front
 * tells them from what other applications send.
 */
final class EntryCodec {

    private static final byte[] MAGIC = {'H', 'S', 'M', 1};
    /** Entries that are decoded at once. */
    static final int MAX_ENTRIES = 65_536;

    private EntryCodec() {}

    static Bytes encode(Collection<Entry> entries) {
        int size = entries.stream().mapToInt(Entry::size).sum();
        var out = new MsgPackWriter(MAGIC.length + size).put(MAGIC);
        entries.forEach(entry -> out.put(entry.encode()));
        return Bytes.wrap(out.toArray());
    }

    /** Whether bytes are entries at all. */
    static boolean recognizes(Bytes data) {
        return data.length() >= MAGIC.length && Arrays.equals(data.raw(), 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Reads one entry after the other, so that what is refused is not held. */
    static final class Reader {
        private final MsgPackReader in;
        private final int length;
        private int count;

        Reader(Bytes data) {
            this.in = new MsgPackReader(data.raw(), MAGIC.length, data.length());
            this.length = data.length();
        }

        boolean hasNext() {
            return in.position() < length;
        }

        Entry next() throws WireException {
            if (++count > MAX_ENTRIES) {
                throw WireException.oversized("number of entries", count, MAX_ENTRIES);
            }
            return Entry.decode(in);
        }
    }

    static List<Entry> decode(Bytes data) throws WireException {
        var entries = new ArrayList<Entry>();
        var reader = new Reader(data);
        while (reader.hasNext()) {
            entries.add(reader.next());
        }
        return entries;
    }
}
