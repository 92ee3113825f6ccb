package org.hepto.sml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests of identities that are not admitted. There is room for a few, for an hour each. When it is full, the carrier
 * that brought most of them gives up its oldest: however many identities one carrier invents, the requests of the others
 * stay. Where all have brought one, the oldest of all gives way, so that whoever comes is heard, however many carriers there
 * are; this node's own does not. What is in it therefore differs between nodes. For one thread.
 */
final class RequestRoom {

    /** Requests that are kept. */
    static final int CAPACITY = 64;
    /** Milliseconds for which a request is kept after it was signed; its owner renews it. */
    static final long AGE_MILLIS = 3_600_000;

    /** Milliseconds by which clocks of nodes may differ that are right, with the time that a request takes to get about. */
    private static final long SLACK_MILLIS = 600_000;

    /** A request and who brought it. */
    private record Held(SignedRecord request, String carrier) {
        /** Whether this node asks itself. */
        boolean own() {
            return carrier.isEmpty();
        }
    }

    private final Map<SignedRecord.Id, Held> held = new LinkedHashMap<>();

    @Nullable
    SignedRecord get(SignedRecord.Id id) {
        Held found = held.get(id);
        return found == null ? null : found.request();
    }

    /** Takes a request that is later than what is known of its identity; tells whether it was taken. */
    boolean offer(SignedRecord request, String carrier, long now) {
        expire(now);
        if (over(request, now)) {
            return false;
        }
        held.remove(request.id());
        held.put(request.id(), new Held(request, carrier));
        if (held.size() > CAPACITY) {
            evict(request.id(), carrier);
        }
        return held.containsKey(request.id());
    }

    /** Tells whether requests have to give way to others: what comes then may have been here before. */
    boolean full() {
        return held.size() >= CAPACITY;
    }

    /** Makes room for the newest, which a carrier has just brought. */
    private void evict(SignedRecord.Id newest, String carrier) {
        Map<String, Integer> counts = new HashMap<>();
        held.values().forEach(one -> counts.merge(one.carrier(), 1, Integer::sum));
        String largest = carrier;
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            if (count.getValue() > counts.getOrDefault(largest, 0)) {
                largest = count.getKey();
            }
        }
        String gives = largest;
        oldest(one -> one.carrier().equals(gives) && !one.request().id().equals(newest))
                .or(() -> oldest(one -> !one.own()))
                .ifPresent(held::remove);
    }

    private Optional<SignedRecord.Id> oldest(Predicate<Held> condition) {
        return held.values().stream()
                .filter(condition)
                .findFirst()
                .map(one -> one.request().id());
    }

    /** Tells whether a request is older than any that another node may still have: its signer's clock is behind. */
    static boolean stale(SignedRecord request, long now) {
        return request.version() <= now - AGE_MILLIS - SLACK_MILLIS;
    }

    private static boolean over(SignedRecord request, long now) {
        return request.version() <= now - AGE_MILLIS;
    }

    /** Tells whether it is time for its owner to renew a request, if there is one. */
    static boolean renews(@Nullable SignedRecord request, long now) {
        return request != null && request.version() <= now - AGE_MILLIS / 2;
    }

    /** Forgets what is too old; returns these. */
    List<SignedRecord> expire(long now) {
        return removeIf(request -> over(request, now));
    }

    /** Forgets some; returns these. */
    List<SignedRecord> removeIf(Predicate<SignedRecord> condition) {
        List<SignedRecord> gone = new ArrayList<>();
        held.values().removeIf(one -> condition.test(one.request()) && gone.add(one.request()));
        return gone;
    }

    /** Returns all requests, the oldest arrival first. */
    Collection<SignedRecord> all() {
        return held.values().stream().map(Held::request).toList();
    }
}
