package org.hepto.sml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.hepto.sml.MapPolicy.Judgement;
import org.hepto.sml.MapPolicy.Verdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's copy of a {@link ReplicatedMap}, without network and clock: records come in with the time, and what is news
 * goes out. Merging is commutative, associative and idempotent: copies that have heard the same records under one authority,
 * in whatever order and however often, are equal, as long as what was refused is offered again. The listener is called at
 * once, on the caller's thread. Safe for all threads; signatures are checked without a lock.
 */
final class Replica {

    /** Milliseconds by which a version may be ahead of this node's clock: a day. */
    static final long AHEAD_MILLIS = 24L * 3600 * 1000;

    /** Bytes of records in one message or answer, about. */
    static final int PIECE = 256 * 1024;

    /** Messages that one exchange may bring about. */
    private static final int MESSAGES = 8;

    /** Forged records of one message or state after which the rest of it is not looked at. */
    private static final int FORGED = 4;

    /** Milliseconds after which this node signs above a record of its own again. */
    private static final long ABOVE_MILLIS = 10_000;

    /** What others can bring about is told of so many in so many milliseconds. */
    static final int MAX_TOLD = 64;

    static final long TOLD_MILLIS = 3_600_000;

    /** Milliseconds after its start in which a machine without a battery sets its clock. */
    private static final long CLOCK_IS_SET_MILLIS = 3_600_000;

    /** What becomes of a record, by all but its signature. */
    private enum Fate {
        ENTRY,
        REQUEST,
        REFUSED,
        /** It is not taken, but told of, which takes a genuine signature: anybody can write a wrong time. */
        OFF_CLOCK
    }

    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    /**
     * What came of some bytes.
     *
     * @param news records that were not known
     * @param digest what the sender has, if it said so
     * @param clock milliseconds of the sender's clock, if there is a digest
     * @param more whether the sender has more that is lacking here
     */
    record Received(List<SignedRecord> news, @Nullable MapDigest digest, long clock, boolean more) {}

    private final MapPolicy policy;
    private final String cluster;
    private final String name;
    private final Identity identity;
    private final MapListener listener;
    private final Counters counters;
    private final RecordTable records = new RecordTable();
    private final OwnEntries own = new OwnEntries();
    private final Seldom<String> authorities = new Seldom<>(MAX_TOLD, TOLD_MILLIS);
    private final Seldom<String> owners = new Seldom<>(MAX_TOLD, TOLD_MILLIS);
    private final Seldom<String> requesters = new Seldom<>(MAX_TOLD, TOLD_MILLIS);
    private final Seldom<SignedRecord.Id> unpublished = new Seldom<>(MAX_TOLD, TOLD_MILLIS);
    private long signedAbove = Long.MIN_VALUE / 2;
    /** The clock's time at a restore of records that were ahead of it. */
    private long startedBehind = Long.MIN_VALUE / 2;

    private int cursor;

    /**
     * Makes an empty copy.
     *
     * @param cluster id of the cluster, which signatures cover
     * @param name of this node
     * @param identity signs what it writes
     */
    Replica(MapPolicy policy, String cluster, String name, Identity identity, MapListener listener, Counters counters) {
        this.policy = policy;
        this.cluster = cluster;
        this.name = name;
        this.identity = identity;
        this.listener = listener;
        this.counters = counters;
    }

    // --- reading ---

    /** Returns the entries of a place, by their keys there. */
    synchronized SortedMap<String, Bytes> entries(SignedRecord.Id id) {
        return records.entries(id);
    }

    /** Returns all records of the map, without requests. */
    synchronized List<SignedRecord> all() {
        return records.all();
    }

    /** Returns the requests for admission. */
    synchronized Collection<SignedRecord> requests() {
        return records.requests();
    }

    /** Sums up the records of the map, without requests. */
    synchronized MapSummary summary() {
        return records.summary();
    }

    /** Returns about the bytes of all records. */
    synchronized long bytes() {
        return records.all().stream().mapToLong(SignedRecord::size).sum();
    }

    // --- writing ---

    /**
     * Sets or deletes an entry; returns the records to be passed on. An entry of this node waits, and there is none, as long
     * as the policy has not admitted the node. Throws {@link ClusterException} if the policy does not allow it.
     *
     * @param value null deletes
     */
    synchronized List<SignedRecord> put(String owner, String key, @Nullable Bytes value, long now) {
        SignedRecord.Id id = SignedRecord.Id.of(owner, key);
        return put(id, Map.of(id.within(key), Optional.ofNullable(value)), now);
    }

    /** Sets the entries of a place and deletes all others there, with one signature; else as {@link #put}. */
    synchronized List<SignedRecord> replace(SignedRecord.Id id, Map<String, Bytes> entries, long now) {
        SortedMap<String, Bytes> before = records.entries(id);
        Map<String, Optional<Bytes>> changes = new TreeMap<>();
        before.keySet().forEach(key -> changes.put(key, Optional.empty()));
        entries.forEach((key, value) -> changes.put(key, Optional.of(value)));
        before.forEach((key, value) -> changes.remove(key, Optional.of(value)));
        return changes.isEmpty() ? List.of() : put(id, changes, now);
    }

    private List<SignedRecord> put(SignedRecord.Id id, Map<String, Optional<Bytes>> changes, long now) {
        OptionalLong serial = policy.serial(id, identity.publicKey(), records);
        if (serial.isEmpty() && !waits(id)) {
            throw new ClusterException(
                    "entry '%s' of '%s' is not this node's to write: only its owner can, or the authority for a node that it has admitted"
                            .formatted(id.full(changes.keySet().iterator().next()), id.owner()));
        }
        List<Runnable> undo = new ArrayList<>();
        changes.forEach((key, value) -> undo.add(own.put(id, key, value.orElse(null))));
        if (serial.isEmpty()) {
            return List.of();
        }
        try {
            return publish(id, serial.getAsLong(), now);
        } catch (ClusterException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    private boolean waits(SignedRecord.Id id) {
        return id.owner().equals(name) && id.section().isEmpty();
    }

    /** Signs what a place should have, if that is not there yet. */
    private List<SignedRecord> publish(SignedRecord.Id id, long serial, long now) {
        SignedRecord known = records.known(id);
        boolean stands =
                known != null && known.serial() == serial && known.signer().equals(identity.publicKey());
        SignedRecord mine = stands ? known : null;
        SortedMap<String, Bytes> base = mine == null ? new TreeMap<>() : mine.entries();
        SortedMap<String, Bytes> wanted = own.above(id, base);
        // others refuse what is ahead, and what is later than that too: it has to be signed by the time of now
        SignedRecord before = mine == null || (isAhead(mine, now) && !maybeBehind(now)) ? null : mine;
        if (before != null && wanted.equals(base) && !records.renews(id, now)) {
            return List.of();
        }
        SignedRecord next = SignedRecord.sign(cluster, identity, id, serial, nextVersion(before, now), wanted);
        Judgement judgement = policy.judge(next, records);
        return switch (judgement.verdict()) {
            case ALLOWED -> {
                List<SignedRecord> news = new ArrayList<>(List.of(next));
                news.addAll(apply(next, now));
                yield news;
            }
            case REQUEST -> records.request(next, "", now) ? List.of(next) : List.of();
            case REFUSED, OTHER_AUTHORITY ->
                throw new ClusterException(
                        "entries of '%s' are not possible: %s".formatted(id.owner(), judgement.reason()));
        };
    }

    /** Returns the version for a change now: the time, but later than what was before. */
    static long nextVersion(@Nullable SignedRecord before, long now) {
        return Math.max(now, before == null ? 1 : before.version() + 1);
    }

    /** Returns the version that a change of a place would have now. */
    synchronized long nextVersion(SignedRecord.Id id, long now) {
        return nextVersion(records.known(id), now);
    }

    // --- receiving ---

    /**
     * Takes over records that came from another node, one by one.
     *
     * @param carrier who brought them, for the fairness among requests; empty for this node itself
     * @param genuine checks a record's signature
     */
    Received receive(Bytes data, String carrier, long now, Predicate<SignedRecord> genuine) {
        List<SignedRecord> news = new ArrayList<>();
        MapDigest theirs = null;
        long clock = 0;
        boolean more = false;
        int forged = 0;
        try {
            MapCodec.Reader reader = new MapCodec.Reader(data);
            theirs = reader.digest();
            more = reader.more();
            clock = reader.clock();
            while (reader.hasNext() && forged < FORGED) {
                SignedRecord next = reader.next();
                if (consider(next, now) == Fate.REFUSED) {
                    continue;
                }
                if (genuine.test(next)) {
                    news.addAll(take(next, carrier, now));
                } else {
                    forged++;
                    counters.count(Counters.Event.RECORDS_FORGED);
                }
            }
        } catch (WireException e) {
            counters.refused(e.reason());
            LOG.debug("refusing records: {}", e.getMessage());
        }
        return new Received(List.copyOf(news), theirs, clock, more);
    }

    /** Checks a signature, and counts that. For {@link #receive}. */
    boolean genuine(SignedRecord entry) {
        counters.count(Counters.Event.RECORDS_VERIFIED);
        return entry.genuine(cluster);
    }

    /** Judges a record by all but its signature: allowed, a request, or refused, as what is known already is too. */
    private synchronized Fate consider(SignedRecord entry, long now) {
        SignedRecord before = records.known(entry.id());
        if (before != null && entry.compareTo(before) <= 0 && !givesWay(before, entry, now)) {
            return Fate.REFUSED;
        }
        Judgement judgement = policy.judge(entry, records);
        return switch (judgement.verdict()) {
            case OTHER_AUTHORITY -> {
                if (authorities.take(Identity.fingerprint(entry.signer()), now)) {
                    LOG.warn("{}", judgement.reason());
                    listener.authorityRefused(judgement.reason());
                }
                yield refused(entry, judgement);
            }
            case REFUSED -> refused(entry, judgement);
            case ALLOWED -> isAhead(entry, now) ? offClock(entry, owners, now) : Fate.ENTRY;
            case REQUEST ->
                isAhead(entry, now) || RequestRoom.stale(entry, now) ? offClock(entry, requesters, now) : Fate.REQUEST;
        };
    }

    private Fate refused(SignedRecord entry, Judgement judgement) {
        counters.count(Counters.Event.RECORDS_REFUSED);
        LOG.debug("refusing {}: {}", entry.id(), judgement.reason());
        return Fate.REFUSED;
    }

    private static boolean isAhead(SignedRecord entry, long now) {
        return entry.version() > now + AHEAD_MILLIS;
    }

    /**
     * Tells whether a record was taken by a clock that was ahead, and an earlier one of its owner by a right clock takes its
     * place. What this node has signed itself it signs again.
     */
    private boolean givesWay(SignedRecord before, SignedRecord entry, long now) {
        return isAhead(before, now) && !isAhead(entry, now) && !before.signer().equals(identity.publicKey());
    }

    /** Its signature is not worth checking if nothing will be said. */
    private Fate offClock(SignedRecord entry, Seldom<String> told, long now) {
        if (told.may(entry.id().owner(), now)) {
            return Fate.OFF_CLOCK;
        }
        counters.count(Counters.Event.RECORDS_OFF_CLOCK);
        return Fate.REFUSED;
    }

    /** Tells of a genuine record that is off this machine's clock; returns it if others are to tell their users too. */
    private List<SignedRecord> tellOffClock(SignedRecord entry, long now) {
        String owner = entry.id().owner();
        Duration by = Duration.ofMillis(entry.version()).minusMillis(now);
        if (policy.judge(entry, records).verdict() == Verdict.REQUEST) {
            Map<String, Bytes> request = new TreeMap<>();
            entry.entries().forEach((key, value) -> request.put(entry.id().full(key), value));
            boolean told = requesters.take(owner, now);
            if (told) {
                listener.requestOffClock(owner, Collections.unmodifiableMap(request), by);
            }
            return told ? List.of(entry) : List.of();
        }
        if (owners.take(owner, now)) {
            LOG.warn("entries of '{}' are {} ahead of this machine's clock: one of the two is wrong", owner, by);
            listener.aheadOfClock(owner, by);
        }
        return List.of();
    }

    /** Takes over a genuine record if it is still wanted; returns what is news by that. */
    private synchronized List<SignedRecord> take(SignedRecord entry, String carrier, long now) {
        Fate fate = consider(entry, now);
        if (fate == Fate.OFF_CLOCK) {
            counters.count(Counters.Event.RECORDS_OFF_CLOCK);
            return tellOffClock(entry, now);
        }
        if (fate == Fate.REFUSED) {
            return List.of();
        }
        policy.accepted(entry);
        if (fate == Fate.REQUEST) {
            return request(entry, carrier, now);
        }
        boolean mine = entry.signer().equals(identity.publicKey());
        SignedRecord truth = mine ? above(entry, now) : entry;
        List<SignedRecord> news = new ArrayList<>(List.of(truth));
        news.addAll(apply(truth, now));
        return news;
    }

    private List<SignedRecord> request(SignedRecord entry, String carrier, long now) {
        SortedMap<String, Bytes> before = records.entries(entry.id());
        if (!records.request(entry, carrier, now)) {
            counters.count(Counters.Event.REQUESTS_REFUSED);
            return List.of();
        }
        changed(entry.id(), before, entry.entries());
        listener.requested(entry.id().owner());
        // what was evicted would be news again: nodes would pass the requests of a flood to and fro for ever
        return records.crowded() ? List.of() : List.of(entry);
    }

    /** Signs this node's own record again above one of an earlier life, or of another clock, unless that says the same. */
    private SignedRecord above(SignedRecord earlier, long now) {
        SortedMap<String, Bytes> truth = own.above(earlier.id(), earlier.entries());
        // two nodes with one identity would outbid each other as fast as they can: the second time is left to tick()
        boolean again = now < signedAbove + ABOVE_MILLIS;
        if (truth.equals(earlier.entries()) || again) {
            return earlier;
        }
        SignedRecord next = signedAbove(earlier, truth, now);
        boolean fits = policy.judge(next, records).verdict() == Verdict.ALLOWED;
        signedAbove = now;
        return fits ? next : signedAbove(earlier, own.above(earlier.id(), new TreeMap<>()), now);
    }

    private SignedRecord signedAbove(SignedRecord earlier, SortedMap<String, Bytes> truth, long now) {
        return SignedRecord.sign(cluster, identity, earlier.id(), earlier.serial(), nextVersion(earlier, now), truth);
    }

    /** Puts a record in its place and does what follows from it; returns what this node signs because of it. */
    private List<SignedRecord> apply(SignedRecord entry, long now) {
        SortedMap<String, Bytes> old = records.entries(entry.id());
        records.put(entry);
        changed(entry.id(), old, entry.entries());
        return policy.governs(entry.id()) ? governed(old, entry.entries(), now) : List.of();
    }

    /** A governing record changed: what those have written who were dismissed goes, and this node may have been admitted. */
    private List<SignedRecord> governed(SortedMap<String, Bytes> before, SortedMap<String, Bytes> after, long now) {
        Set<String> dismissed = policy.dismissed(before, after);
        records.all().stream()
                .filter(entry -> dismissed.contains(entry.id().owner()))
                .filter(entry -> policy.judge(entry, records).verdict() != Verdict.ALLOWED)
                .forEach(this::drop);
        records.removeRequests(entry -> policy.judge(entry, records).verdict() != Verdict.REQUEST)
                .forEach(entry -> changed(entry.id(), entry.entries(), new TreeMap<>()));
        own.places().stream().filter(id -> isOver(id, dismissed)).forEach(own::forget);
        dismissed.forEach(listener::dismissed);
        return admitted(now);
    }

    /**
     * What was said of a node is not said again of the next one with its name, and an admitted node does not ask again by
     * itself when it is dismissed.
     */
    private boolean isOver(SignedRecord.Id id, Set<String> dismissed) {
        boolean mayWrite = policy.serial(id, identity.publicKey(), records).isPresent();
        return !waits(id) && (!mayWrite || dismissed.contains(id.owner()));
    }

    private void drop(SignedRecord entry) {
        records.remove(entry);
        changed(entry.id(), entry.entries(), new TreeMap<>());
    }

    /** Signs what this node has written and could not publish so far, or under an earlier admission only. */
    private List<SignedRecord> admitted(long now) {
        SignedRecord.Id id = new SignedRecord.Id(name, "");
        OptionalLong serial = policy.serial(id, identity.publicKey(), records);
        return serial.isEmpty() || !own.has(id) ? List.of() : published(id, serial.getAsLong(), now);
    }

    private List<SignedRecord> published(SignedRecord.Id id, long serial, long now) {
        try {
            return publish(id, serial, now);
        } catch (ClusterException e) {
            if (unpublished.take(id, now)) { // others bring about how often it is tried
                LOG.warn("what this node has written is not published: {}", e.getMessage());
            }
            return List.of();
        }
    }

    private void changed(SignedRecord.Id id, SortedMap<String, Bytes> before, SortedMap<String, Bytes> after) {
        Set<String> keys = new HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            Optional<Bytes> was = Optional.ofNullable(before.get(key));
            Optional<Bytes> is = Optional.ofNullable(after.get(key));
            if (!was.equals(is)) {
                listener.changed(new EntryChange(id.owner(), id.full(key), was, is));
            }
        }
    }

    /**
     * Does what is due now and then: drops requests that are too old; signs again what this node has written and what is not
     * so in the map, or is there by a clock that was ahead. Returns what that is. Records of others that are ahead of the
     * clock stay: if it is behind, which nobody can tell, the node would be without a roster.
     */
    synchronized List<SignedRecord> tick(long now) {
        expire(now);
        List<SignedRecord> news = new ArrayList<>();
        for (SignedRecord.Id id : own.places()) {
            policy.serial(id, identity.publicKey(), records)
                    .ifPresent(serial -> news.addAll(published(id, serial, now)));
        }
        return news;
    }

    private void expire(long now) {
        List<SignedRecord> over = records.expireRequests(now);
        over.forEach(request -> changed(request.id(), request.entries(), new TreeMap<>()));
        List<SignedRecord> ahead =
                all().stream().filter(entry -> isAhead(entry, now)).toList();
        ahead.forEach(entry -> tellOffClock(entry, now));
        if (!maybeBehind(now)) {
            ahead.stream()
                    .filter(entry -> entry.signer().equals(identity.publicKey()))
                    .forEach(own::claim);
        }
    }

    /**
     * Tells whether the clock is likely to be set right soon. What this node signed by it would be older than what others have
     * of it, and an old roster that comes from one of them would count as later than its own.
     */
    private boolean maybeBehind(long now) {
        return Math.abs(now - startedBehind) < CLOCK_IS_SET_MILLIS;
    }

    // --- exchanging ---

    /** Returns the user state for a push/pull that this node begins: what it has. */
    synchronized Bytes state(long now) {
        return MapCodec.state(records.digest(), false, now, List.of());
    }

    /** Returns the user state that answers another one: what this node has, and the first records that the other lacks. */
    synchronized Bytes answer(@Nullable MapDigest theirs, long now) {
        Pieces pieces = theirs == null ? new Pieces(List.of(), false) : pieces(theirs, 1);
        List<SignedRecord> first =
                pieces.first().isEmpty() ? List.of() : pieces.first().getFirst();
        return MapCodec.state(records.digest(), pieces.more(), now, first);
    }

    /** Returns the messages for another node, whose digest is given, that bring it what it lacks, or a part of it. */
    synchronized List<Bytes> messages(MapDigest theirs) {
        return pieces(theirs, MESSAGES).first().stream().map(MapCodec::message).toList();
    }

    /** What another node lacks, in pieces of about {@link #PIECE} bytes, and whether there is more. */
    private record Pieces(List<List<SignedRecord>> first, boolean more) {}

    /** The order changes after an exchange that had no room for all: what is refused again and again keeps no other waiting. */
    private Pieces pieces(MapDigest theirs, int most) {
        List<List<SignedRecord>> pieces = new ArrayList<>();
        int size = PIECE;
        for (SignedRecord entry : records.lacking(theirs, policy::governs, cursor)) {
            size += entry.size();
            if (size > PIECE) {
                if (pieces.size() == most) {
                    cursor++;
                    return new Pieces(pieces, true);
                }
                pieces.add(new ArrayList<>());
                size = entry.size();
            }
            pieces.getLast().add(entry);
        }
        return new Pieces(pieces, false);
    }

    /** Returns what this node has, requests too. */
    synchronized MapDigest digest() {
        return records.digest();
    }

    // --- keeping ---

    /** Returns all records, to be kept over a restart. */
    synchronized Bytes save() {
        List<SignedRecord> ordered = new ArrayList<>(records.all());
        ordered.sort(Comparator.comparing(entry -> !policy.governs(entry.id())));
        return MapCodec.message(ordered);
    }

    /**
     * Takes over what {@link #save} gave, without checking the signatures again: it comes from this node's own disk. It was
     * taken once, so a clock that is behind its versions refuses none of it: a machine without a battery would forget who
     * is a node, and then write that down. Nor is it signed anew by that clock for an hour, in which it may be set.
     *
     * @return what is lost, in words; empty if all of it could be read
     */
    Optional<String> restore(Bytes saved, long now) {
        Saved readable = readable(saved);
        if (readable.newest() > now + AHEAD_MILLIS) {
            startedBehind(now);
        }
        receive(saved, "", Math.max(now, readable.newest()), entry -> true);
        return readable.lost();
    }

    private synchronized void startedBehind(long now) {
        startedBehind = now;
    }

    /**
     * What can be read of what was saved.
     *
     * @param newest the latest version among the records
     * @param lost tells of the rest, if there is one
     */
    private record Saved(long newest, Optional<String> lost) {}

    private static Saved readable(Bytes saved) {
        long newest = 0;
        int records = 0;
        int end = 0;
        try {
            MapCodec.Reader reader = new MapCodec.Reader(saved);
            end = reader.position();
            while (reader.hasNext()) {
                newest = Math.max(newest, reader.next().version());
                records++;
                end = reader.position();
            }
        } catch (WireException e) {
            return new Saved(
                    newest,
                    Optional.of("the last %d of %d bytes cannot be read (%s), only %d records before them"
                            .formatted(saved.length() - end, saved.length(), e.getMessage(), records)));
        }
        return new Saved(newest, Optional.empty());
    }
}
