package org.hepto.sml;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hepto.sml.Simulation.SimNode;

/**
 * The entries of one virtual node: what {@link ReplicatedMap} does on the network, on a virtual clock and without
 * signatures, which nobody forges here.
 */
final class SimEntries {

    private final EntryTable table = new EntryTable();
    private final SimNode node;

    SimEntries(SimNode node) {
        this.node = node;
    }

    void put(String key, String value, long now) {
        write(key, value, false, now);
    }

    void remove(String key, long now) {
        write(key, "", true, now);
    }

    private void write(String key, String value, boolean deleted, long now) {
        var entry = new Entry(
                node.name,
                key,
                table.nextVersion(new Entry.Id(node.name, key), now),
                deleted ? now + ReplicatedMap.TOMBSTONE_MILLIS : 0,
                deleted,
                Bytes.utf8(value),
                Bytes.EMPTY,
                Bytes.EMPTY);
        table.merge(entry, now);
        spread(entry);
    }

    /** Entries that came as a broadcast, or as the user state of a push/pull. */
    void receive(Bytes data, boolean state, long now) {
        try {
            var news = new ArrayList<>(EntryCodec.decode(data));
            news.removeIf(entry -> !table.merge(entry, now));
            if (!state || news.size() <= ReplicatedMap.FEW) {
                news.forEach(this::spread);
            }
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    private void spread(Entry entry) {
        node.swim.broadcast(entry.subject(), EntryCodec.encode(List.of(entry)));
    }

    Bytes encoded() {
        return EntryCodec.encode(table.all());
    }

    Set<Entry> all() {
        return Set.copyOf(table.all());
    }
}
