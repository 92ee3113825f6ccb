package org.hepto.sml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node has written in this life, by place and key there: it stands, whatever the node finds of earlier lives.
 * Deletions are empty, and the newest of a place are kept: others may choose the keys that are written and deleted. For one
 * thread.
 */
final class OwnEntries {

    /** Deletions of one place that are kept. */
    static final int DELETIONS = 1024;

    private final Map<SignedRecord.Id, Map<String, Optional<Bytes>>> written = new LinkedHashMap<>();

    /** Returns the places that were written, the first one first. */
    List<SignedRecord.Id> places() {
        return new ArrayList<>(written.keySet());
    }

    boolean has(SignedRecord.Id id) {
        return written.containsKey(id);
    }

    /** Notes a value, or a deletion if it is null; returns what takes that back. */
    Runnable put(SignedRecord.Id id, String key, @Nullable Bytes value) {
        Map<String, Optional<Bytes>> place = written.computeIfAbsent(id, any -> new LinkedHashMap<>());
        boolean known = place.containsKey(key);
        Optional<Bytes> before = place.getOrDefault(key, Optional.empty());
        place.remove(key); // the newest are last
        place.put(key, Optional.ofNullable(value));
        if (value == null) {
            forgetEldestDeletion(place);
        }
        return () -> {
            if (known) {
                place.put(key, before);
            } else {
                place.remove(key);
            }
        };
    }

    private static void forgetEldestDeletion(Map<String, Optional<Bytes>> place) {
        List<String> deleted = place.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (deleted.size() > DELETIONS) {
            place.remove(deleted.getFirst());
        }
    }

    /** Forgets what was written at a place. */
    void forget(SignedRecord.Id id) {
        written.remove(id);
    }

    /** Makes a record's entries this life's, where nothing else was written. */
    void claim(SignedRecord entry) {
        Map<String, Optional<Bytes>> place = written.computeIfAbsent(entry.id(), any -> new LinkedHashMap<>());
        entry.entries().forEach((key, value) -> place.putIfAbsent(key, Optional.of(value)));
    }

    /** Returns entries with what was written above them. */
    SortedMap<String, Bytes> above(SignedRecord.Id id, SortedMap<String, Bytes> base) {
        SortedMap<String, Bytes> result = new TreeMap<>(base);
        written.getOrDefault(id, Map.of())
                .forEach((key, value) ->
                        value.ifPresentOrElse(present -> result.put(key, present), () -> result.remove(key)));
        return result;
    }
}
