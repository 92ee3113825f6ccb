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
        var out = new MsgPackWriter(1024).put(MAGIC);
        entries.forEach(entry -> out.put(entry.encode()));
        return Bytes.wrap(out.toArray());
    }

    /** Whether bytes are entries at all. */
    static boolean recognizes(Bytes data) {
        return data.length() >= MAGIC.length && Arrays.equals(data.raw(), 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static List<Entry> decode(Bytes data) throws WireException {
        var entries = new ArrayList<Entry>();
        var in = new MsgPackReader(data.raw(), MAGIC.length, data.length());
        while (in.position() < data.length()) {
            if (entries.size() == MAX_ENTRIES) {
                throw WireException.oversized("number of entries", MAX_ENTRIES + 1L, MAX_ENTRIES);
            }
            entries.add(Entry.decode(in));
        }
        return entries;
    }
}
