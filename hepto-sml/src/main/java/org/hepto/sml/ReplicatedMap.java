package org.hepto.sml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A map that all nodes of a cluster share, in which each node owns its entries: only it can change them, which its
 * signature proves. Small changes are broadcast at once and passed on; large ones are sent over streams; push/pull brings
 * what was missed. Nodes of plain memberlist in the same cluster are not disturbed, and do not take part.
 *
 * <p>All methods may be called from any thread.
 */
public final class ReplicatedMap implements AutoCloseable {

    /** How long a deletion is remembered; a node that was away for longer may bring the deleted value back. */
    static final long TOMBSTONE_MILLIS = 7L * 24 * 3600 * 1000;

    /** Entries that a push/pull may bring as news to be passed on. */
    static final int FEW = 8;

    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedMap.class);
    private static final int FAN_OUT = 3;

    /** Forged entries of one message or state after which the rest of it is not looked at. */
    private static final int FORGED = 4;

    private final Object lock = new Object();
    private final EntryTable table = new EntryTable();
    private final Identity identity;
    private final Trust trust;
    private final MapListener listener;
    private final LongSupplier epochMillis;
    private final Guard guard = new Guard();
    private final EventPump pump;
    private final Counters counters = new Counters();
    private final Cluster cluster;
    private @Nullable Bytes encoded;

    private ReplicatedMap(
            ClusterOptions options,
            Identity identity,
            Trust trust,
            MapListener listener,
            ClusterListener other,
            LongSupplier epochMillis) {
        this.identity = identity;
        this.trust = trust;
        this.listener = listener;
        this.epochMillis = epochMillis;
        this.pump = new EventPump(
                Thread.ofVirtual().name("sml-map-" + options.name()),
                MemoryPlan.of(options.heap()).changes(),
                counters,
                () -> {});
        this.cluster = Cluster.bind(options, new Receiving(other));
        cluster.userState(this::encoded);
        pump.start();
        cluster.begin();
    }

    /**
     * Starts a node of a cluster with the map on top.
     *
     * @param identity signs this node's entries
     * @param trust decides which keys may sign for others
     * @param listener is told of changes, by this node's own too
     * @param other gets what is not the map's: membership, and bytes of other applications; while it blocks on those, the
     *     map of this node does not hear of changes, though the protocol goes on
     */
    public static ReplicatedMap start(
            ClusterOptions options, Identity identity, Trust trust, MapListener listener, ClusterListener other) {
        return new ReplicatedMap(options, identity, trust, listener, other, System::currentTimeMillis);
    }

    /** The cluster below. */
    public Cluster cluster() {
        return cluster;
    }

    /** Sets one of this node's entries; throws {@link ClusterException} if name or value are too long. */
    public <T> void put(MapKey<T> key, T value) {
        Bytes bytes = key.write().apply(value);
        if (bytes.length() > Entry.MAX_VALUE || Bytes.utf8(key.name()).length() > Entry.MAX_KEY) {
            throw new ClusterException("entry '%s' has %d bytes, at most %d are possible"
                    .formatted(key.name(), bytes.length(), Entry.MAX_VALUE));
        }
        write(key.name(), false, bytes);
    }

    /** Deletes one of this node's entries. */
    public void remove(MapKey<?> key) {
        write(key.name(), true, Bytes.EMPTY);
    }

    private void write(String key, boolean deleted, Bytes value) {
        synchronized (lock) {
            var id = new Entry.Id(cluster.name(), key);
            Entry known = table.get(id);
            boolean same = known == null
                    ? deleted
                    : known.deleted() == deleted && known.value().equals(value);
            if (same) {
                return;
            }
            long now = epochMillis.getAsLong();
            long expires = deleted ? now + TOMBSTONE_MILLIS : 0;
            Entry entry = Entry.signed(identity, id, table.nextVersion(id, now), expires, deleted, value);
            if (!table.hasRoom(entry)) {
                throw new ClusterException("no room for entry '%s': a node may have %d entries and %d bytes"
                        .formatted(key, EntryTable.MAX_ENTRIES, EntryTable.MAX_OWNER_BYTES));
            }
            accept(entry, known);
            spread(entry);
        }
    }

    /** The value of an owner's entry; empty too if it cannot be read. */
    public <T> Optional<T> get(String owner, MapKey<T> key) {
        Optional<Bytes> bytes;
        synchronized (lock) {
            bytes = value(table.get(new Entry.Id(owner, key.name())));
        }
        return bytes.flatMap(found -> read(key, owner, found));
    }

    /** All owners' entries of one name, by owner. */
    public <T> Map<String, T> all(MapKey<T> key) {
        var raw = new HashMap<String, Bytes>();
        synchronized (lock) {
            table.all().stream()
                    .filter(entry -> entry.key().equals(key.name()))
                    .forEach(entry -> value(entry).ifPresent(value -> raw.put(entry.owner(), value)));
        }
        var found = new HashMap<String, T>();
        raw.forEach((owner, bytes) -> read(key, owner, bytes).ifPresent(value -> found.put(owner, value)));
        return Map.copyOf(found);
    }

    /** All entries as they are now: by owner, then by key. */
    public Map<String, Map<String, Bytes>> snapshot() {
        var owners = new HashMap<String, Map<String, Bytes>>();
        synchronized (lock) {
            table.all()
                    .forEach(entry -> value(entry)
                            .ifPresent(value -> owners.computeIfAbsent(entry.owner(), owner -> new HashMap<>())
                                    .put(entry.key(), value)));
        }
        return owners;
    }

    /** Everything with signatures, to be kept over a restart and given to {@link #restore}. */
    public Bytes save() {
        return encoded();
    }

    /** Takes over what {@link #save} gave; entries that are not genuine are left out. */
    public void restore(Bytes saved) {
        receive(saved);
    }

    /** What becomes of an entry. */
    private enum Verdict {
        NEWS,
        NOTHING_NEW,
        REFUSED,
        FORGED
    }

    /** Takes entries over, one after the other, and returns those that were news. */
    private List<Entry> receive(Bytes data) {
        var news = new ArrayList<Entry>();
        int forged = 0;
        try {
            var entries = new EntryCodec.Reader(data);
            while (entries.hasNext() && forged < FORGED) {
                Entry entry = entries.next();
                switch (consider(entry)) {
                    case NEWS -> news.add(entry);
                    case FORGED -> forged++;
                    case NOTHING_NEW, REFUSED -> {}
                }
            }
        } catch (WireException e) {
            counters.refused(e.reason());
            LOG.debug("refusing entries: {}", e.getMessage());
        }
        return news;
    }

    private static <T> Optional<T> read(MapKey<T> key, String owner, Bytes bytes) {
        try {
            return Optional.of(key.read().apply(bytes));
        } catch (IllegalArgumentException e) {
            LOG.warn("entry '{}' of {} cannot be read: {}", key.name(), owner, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Bytes> value(@Nullable Entry entry) {
        return entry == null || entry.deleted() ? Optional.empty() : Optional.of(entry.value());
    }

    private Bytes encoded() {
        synchronized (lock) {
            table.expire(epochMillis.getAsLong());
            Bytes bytes = encoded;
            if (bytes == null) {
                bytes = EntryCodec.encode(table.all());
                encoded = bytes;
            }
            return bytes;
        }
    }

    /** Lets an entry of another node in if it is news, there is room, its signature is right and its key trusted. */
    private Verdict consider(Entry entry) {
        boolean room;
        synchronized (lock) {
            if (!table.wants(entry, epochMillis.getAsLong())) {
                return Verdict.NOTHING_NEW;
            }
            room = table.hasRoom(entry);
        }
        // trust comes last, for it may remember the owner; without the lock, for it is the user's
        boolean genuine = room && entry.genuine();
        if (!genuine || !trusted(entry)) {
            counters.count(Counters.Event.ENTRIES_REFUSED);
            LOG.debug("refusing entry '{}' of {}", entry.key(), entry.owner());
            return room && !genuine ? Verdict.FORGED : Verdict.REFUSED;
        }
        synchronized (lock) {
            return accept(entry, table.get(entry.id())) ? Verdict.NEWS : Verdict.NOTHING_NEW;
        }
    }

    private boolean trusted(Entry entry) {
        return entry.owner().equals(cluster.name())
                ? entry.publicKey().equals(identity.publicKey())
                : trust.trusts(entry.owner(), entry.publicKey());
    }

    private boolean accept(Entry entry, @Nullable Entry before) {
        if (!table.merge(entry, epochMillis.getAsLong())) {
            return false;
        }
        encoded = null;
        var change = new EntryChange(entry.owner(), entry.key(), value(before), value(entry));
        if (!change.before().equals(change.after())) {
            pump.offer(
                    () -> guard.call(() -> listener.changed(change)),
                    entry.value().length());
        }
        return true;
    }

    /** News is passed on once by everybody who hears it for the first time from a message. */
    private void spread(Entry entry) {
        Bytes data = EntryCodec.encode(List.of(entry));
        if (data.length() <= cluster.broadcastSpace()) {
            cluster.broadcast(entry.subject(), data);
        } else {
            cluster.choose(FAN_OUT).forEach(node -> Ignored.future(cluster.send(node, data)));
        }
    }

    /** Entries that were refused because their signature or owner was wrong, or there was no room. */
    public long refused() {
        return counters.get(Counters.Event.ENTRIES_REFUSED);
    }

    @Override
    public void close() {
        cluster.close();
        pump.close();
    }

    /** Stops without a word, as a crash would. */
    public void kill() {
        cluster.kill();
        pump.close();
    }

    /** Takes the map's bytes out of what the cluster brings. */
    private final class Receiving implements ClusterListener {
        private final ClusterListener other;
        private final Guard guarded = new Guard();

        Receiving(ClusterListener other) {
            this.other = other;
        }

        @Override
        public void changed(MemberEvent event) {
            guarded.call(() -> other.changed(event));
        }

        @Override
        public void message(Bytes data) {
            if (EntryCodec.recognizes(data)) {
                receive(data).forEach(ReplicatedMap.this::spread);
            } else {
                guarded.call(() -> other.message(data));
            }
        }

        @Override
        public void remoteState(Bytes state, boolean join) {
            if (EntryCodec.recognizes(state)) {
                // who joins learns everything at once and must not tell everybody what they know
                List<Entry> news = receive(state);
                if (news.size() <= FEW) {
                    news.forEach(ReplicatedMap.this::spread);
                }
            } else {
                guarded.call(() -> other.remoteState(state, join));
            }
        }
    }
}
