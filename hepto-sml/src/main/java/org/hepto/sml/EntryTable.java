package org.hepto.sml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of all owners: per owner and key the latest. Merging is commutative, associative and idempotent, so nodes
 * that have heard the same entries, in whatever order, have the same table. Does not look at signatures. For one thread.
 */
final class EntryTable {

    /** Entries of one owner. */
    static final int MAX_ENTRIES = 256;
    /** Bytes of one owner's entries, as {@link Entry#size} has them. */
    static final int MAX_OWNER_BYTES = 1024 * 1024;
    /**
     * Bytes of all entries, which bounds their number too. The same on every node, or they would not agree: as much as a
     * message over a stream may have on a node with the smallest heap, 24 MiB.
     */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    private final Map<Entry.Id, Entry> entries = new HashMap<>();
    private final Map<String, Share> shares = new HashMap<>();
    private long bytes;

    /** What one owner takes up. */
    private record Share(int entries, long bytes) {
        static final Share NONE = new Share(0, 0);

        Share plus(int moreEntries, long moreBytes) {
            return new Share(entries + moreEntries, bytes + moreBytes);
        }
    }

    @Nullable
    Entry get(Entry.Id id) {
        return entries.get(id);
    }

    /** The version of what an owner writes now: the time, but later than what it wrote before. */
    long nextVersion(Entry.Id id, long epochMillis) {
        Entry known = entries.get(id);
        return Math.max(epochMillis, known == null ? 1 : known.version() + 1);
    }

    /** Whether an entry would change the table, were it let in. */
    boolean wants(Entry entry, long epochMillis) {
        Entry known = entries.get(entry.id());
        return !entry.expired(epochMillis) && (known == null || entry.compareTo(known) > 0);
    }

    /** Whether there is room for an entry in its owner's share and in all. */
    boolean hasRoom(Entry entry) {
        Entry known = entries.get(entry.id());
        long more = entry.size() - size(known);
        Share share = shares.getOrDefault(entry.owner(), Share.NONE).plus(known == null ? 1 : 0, more);
        return share.entries() <= MAX_ENTRIES
                && (more <= 0 || (share.bytes() <= MAX_OWNER_BYTES && bytes + more <= MAX_BYTES));
    }

    /** Lets an entry in if it is later than what is known and there is room; tells whether the table changed. */
    boolean merge(Entry entry, long epochMillis) {
        if (!wants(entry, epochMillis) || !hasRoom(entry)) {
            return false;
        }
        Entry before = entries.put(entry.id(), entry);
        account(entry, before == null ? 1 : 0, entry.size() - size(before));
        return true;
    }

    private static long size(@Nullable Entry entry) {
        return entry == null ? 0 : entry.size();
    }

    private void account(Entry entry, int moreEntries, long moreBytes) {
        bytes += moreBytes;
        Share share = shares.getOrDefault(entry.owner(), Share.NONE).plus(moreEntries, moreBytes);
        if (share.entries() == 0) {
            shares.remove(entry.owner());
        } else {
            shares.put(entry.owner(), share);
        }
    }

    /** Forgets tombstones whose time is over. */
    void expire(long epochMillis) {
        List<Entry> over = new ArrayList<>();
        entries.values().stream().filter(entry -> entry.expired(epochMillis)).forEach(over::add);
        over.forEach(entry -> {
            entries.remove(entry.id());
            account(entry, -1, -entry.size());
        });
    }

    Collection<Entry> all() {
        return entries.values();
    }

    /** Bytes of all entries. */
    long bytes() {
        return bytes;
    }
}
