package org.hepto.sml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The records of a {@link Replica} and the requests, with the digest of both. Judges nothing. For one thread. */
final class RecordTable implements MapPolicy.View {

    /** A record with its hash. */
    private record Held(SignedRecord entry, Bytes hash) {}

    private final Map<SignedRecord.Id, Held> records = new HashMap<>();
    private final RequestRoom requests = new RequestRoom();
    private @Nullable MapDigest digest;

    @Override
    public @Nullable SignedRecord get(SignedRecord.Id id) {
        Held held = records.get(id);
        return held == null ? null : held.entry();
    }

    /** Returns the record or the request of a place, or null. */
    @Nullable
    SignedRecord known(SignedRecord.Id id) {
        SignedRecord found = get(id);
        return found == null ? requests.get(id) : found;
    }

    /** Returns the entries of a place, by their keys there. */
    SortedMap<String, Bytes> entries(SignedRecord.Id id) {
        SignedRecord found = known(id);
        return found == null ? new TreeMap<>() : found.entries();
    }

    /** Returns all records, without requests. */
    List<SignedRecord> all() {
        return records.values().stream().map(Held::entry).toList();
    }

    Collection<SignedRecord> requests() {
        return requests.all();
    }

    void put(SignedRecord entry) {
        records.put(entry.id(), new Held(entry, entry.hash()));
        digest = null;
    }

    void remove(SignedRecord entry) {
        records.remove(entry.id());
        digest = null;
    }

    /** Takes a request if there is room; see {@link RequestRoom#offer}. */
    boolean request(SignedRecord entry, String carrier, long now) {
        digest = null;
        return requests.offer(entry, carrier, now);
    }

    /** Tells whether requests have to give way to others. */
    boolean crowded() {
        return requests.full();
    }

    /** Tells whether it is time for its owner to renew the request of a place. */
    boolean renews(SignedRecord.Id id, long now) {
        return RequestRoom.renews(requests.get(id), now);
    }

    /** Forgets requests that are too old; returns these. */
    List<SignedRecord> expireRequests(long now) {
        return changed(requests.expire(now));
    }

    /** Forgets some requests; returns these. */
    List<SignedRecord> removeRequests(Predicate<SignedRecord> condition) {
        return changed(requests.removeIf(condition));
    }

    private List<SignedRecord> changed(List<SignedRecord> gone) {
        digest = gone.isEmpty() ? digest : null;
        return gone;
    }

    /** Returns what is here, requests too. */
    MapDigest digest() {
        MapDigest known = digest;
        if (known == null) {
            Map<SignedRecord.Id, Bytes> hashes = hashes();
            requests.all().forEach(request -> hashes.put(request.id(), request.hash()));
            known = MapDigest.of(hashes);
            digest = known;
        }
        return known;
    }

    /** Returns the hashes of all records, without requests. */
    private Map<SignedRecord.Id, Bytes> hashes() {
        Map<SignedRecord.Id, Bytes> hashes = new HashMap<>();
        records.forEach((id, held) -> hashes.put(id, held.hash()));
        return hashes;
    }

    /** Sums up all records, without requests. */
    MapSummary summary() {
        int entries = records.values().stream()
                .mapToInt(held -> held.entry().entries().size())
                .sum();
        byte[] lines = MapDigest.of(hashes()).encode();
        return new MapSummary(entries, SignedRecord.hash(Bytes.wrap(lines)));
    }

    /**
     * Lists the records and requests of all groups in which another digest differs.
     *
     * @param governs tells which go first
     * @param turn changes the order of the others, which come after the cluster's
     */
    List<SignedRecord> lacking(MapDigest theirs, Predicate<SignedRecord.Id> governs, int turn) {
        Set<Bytes> differing = new HashSet<>();
        digest().groups().forEach((group, sum) -> {
            if (!theirs.has(group, sum)) {
                differing.add(group);
            }
        });
        if (differing.isEmpty()) {
            return List.of();
        }
        List<SignedRecord> lacking = new ArrayList<>(all());
        lacking.addAll(requests.all());
        lacking.removeIf(entry -> !differing.contains(MapDigest.group(entry.id())));
        lacking.sort(Comparator.comparing((SignedRecord entry) -> !governs.test(entry.id()))
                .thenComparing(entry -> !entry.id().owner().isEmpty())
                .thenComparingInt(entry -> Integer.rotateLeft(entry.id().hashCode() * 0x9E3779B9, 7 * turn)));
        return lacking;
    }
}
