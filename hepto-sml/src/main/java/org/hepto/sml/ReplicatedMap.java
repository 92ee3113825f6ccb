package org.hepto.sml;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A map that all nodes of a {@link Cluster} share. Entries have an owner and a key; who may write them is the
 * {@link MapPolicy}'s to say, and signatures prove it. The entries of one owner whose keys have the same beginning, up to a
 * slash, are one {@link SignedRecord}. Small records are broadcast at once and passed on; large ones are sent over streams;
 * push/pull finds by digest what was missed and fetches that alone. Nodes of plain memberlist in the same cluster are not
 * disturbed, and do not take part.
 *
 * <p>A member's gossip address and its meta data are not signed: whoever has the gossip key can forge them, so never decide
 * by them who a node is. That is what this map's entries are for.
 *
 * <p>All methods may be called from any thread, and none of them blocks.
 */
public final class ReplicatedMap implements AutoCloseable {

    /** The owner of the cluster's own entries. */
    public static final String CLUSTER = "";

    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedMap.class);

    private final Cluster cluster;
    private final MapOptions options;
    private final MapListener listener;
    private final Guard guard = new Guard();
    private final Counters counters = new Counters();
    private final Seldom<String> unreadable = new Seldom<>(Replica.MAX_TOLD, Replica.TOLD_MILLIS);
    private final EventPump pump;
    private final Replica replica;
    private final MapExchange exchange;

    private ReplicatedMap(Cluster cluster, MapOptions options, MapListener listener) {
        this.cluster = cluster;
        this.options = options;
        this.listener = listener;
        this.pump = new EventPump(
                Thread.ofVirtual().name("sml-map-" + cluster.name()),
                cluster.plan().changes(),
                counters,
                () -> {});
        this.replica = new Replica(
                options.policy(), options.cluster(), cluster.name(), options.identity(), new Telling(), counters);
        this.exchange = new MapExchange(replica, replica::genuine, new Sending());
    }

    /**
     * Adds the map to a running node, which can have one.
     *
     * @param listener is told of changes, by this node's own too
     */
    public static ReplicatedMap attach(Cluster cluster, MapOptions options, MapListener listener) {
        ReplicatedMap map = new ReplicatedMap(cluster, options, listener);
        map.pump.start();
        cluster.attach(map.new Exchanging());
        return map;
    }

    /** Returns the cluster below. */
    public Cluster cluster() {
        return cluster;
    }

    private long now() {
        return options.clock().millis();
    }

    /**
     * Sets one of this node's entries. Until the policy has admitted this node the entry waits here, and is published then.
     * Throws {@link ClusterException} if it is too large, or not this node's to write.
     */
    public <T> void put(MapKey<T> key, T value) {
        put(cluster.name(), key, value);
    }

    /** Sets an entry of another owner, or of the {@link #CLUSTER}, if the policy allows it; else like the other. */
    public <T> void put(String owner, MapKey<T> key, T value) {
        Bytes bytes = key.write().apply(value);
        check(key.name(), bytes);
        exchange.put(owner, key.name(), bytes, now());
    }

    /**
     * Sets all entries of one of the sections of an owner, by their keys in it, and deletes those that are not given. All of
     * it is signed and told once; nothing is done if there is no change.
     */
    public void replace(String owner, String section, Map<String, Bytes> entries) {
        entries.forEach(ReplicatedMap::check);
        exchange.replace(new SignedRecord.Id(owner, section), entries, now());
    }

    private static void check(String key, Bytes value) {
        if (value.length() > SignedRecord.MAX_VALUE || Bytes.utf8(key).length() > SignedRecord.MAX_KEY) {
            throw new ClusterException("entry '%s' has %d bytes, at most %d are possible"
                    .formatted(key, value.length(), SignedRecord.MAX_VALUE));
        }
    }

    /** Deletes one of this node's entries. */
    public void remove(MapKey<?> key) {
        remove(cluster.name(), key);
    }

    /** Deletes an entry of another owner if the policy allows it; else throws {@link ClusterException}. */
    public void remove(String owner, MapKey<?> key) {
        exchange.put(owner, key.name(), null, now());
    }

    /**
     * Asks the authority for admission with an entry of a request, and renews it until this node is admitted. Throws
     * {@link ClusterException} if it is already. A node that is dismissed does not ask again by itself.
     */
    public <T> void request(MapKey<T> key, T value) {
        put(Identity.fingerprint(options.identity().publicKey()), key.under(AuthorityPolicy.REQUEST), value);
    }

    /** Returns the value of an owner's entry; empty too if it cannot be read. */
    public <T> Optional<T> get(String owner, MapKey<T> key) {
        SignedRecord.Id id = SignedRecord.Id.of(owner, key.name());
        return Optional.ofNullable(replica.entries(id).get(id.within(key.name())))
                .flatMap(found -> read(key, owner, found));
    }

    /** Returns all owners' entries of one name, by owner. */
    public <T> Map<String, T> all(MapKey<T> key) {
        Map<String, T> found = new HashMap<>();
        for (SignedRecord entry : replica.all()) {
            SignedRecord.Id id = entry.id();
            if (SignedRecord.Id.of(id.owner(), key.name()).equals(id)) {
                Optional.ofNullable(entry.entries().get(id.within(key.name())))
                        .flatMap(value -> read(key, id.owner(), value))
                        .ifPresent(value -> found.put(id.owner(), value));
            }
        }
        return Map.copyOf(found);
    }

    /** Returns an owner's entries whose keys begin with a prefix, by key. */
    public SortedMap<String, Bytes> withPrefix(String owner, String prefix) {
        SortedMap<String, Bytes> found = new TreeMap<>();
        for (SignedRecord entry : replica.all()) {
            if (entry.id().owner().equals(owner)) {
                collect(entry, prefix, found);
            }
        }
        return found;
    }

    /** Returns all entries as they are now: by owner, then by key. */
    public Map<String, Map<String, Bytes>> snapshot() {
        return byOwner(replica.all());
    }

    /** Sums up all entries as they are now, so that copies can be compared; computed when it is asked for. */
    public MapSummary summary() {
        return replica.summary();
    }

    /** Returns the requests for admission: by fingerprint of the identity, then by key. */
    public Map<String, Map<String, Bytes>> requests() {
        return byOwner(replica.requests());
    }

    /** Returns the raw public key that has signed a request; empty if there is none under this fingerprint. */
    public Optional<Bytes> requester(String fingerprint) {
        return replica.requests().stream()
                .filter(request -> request.id().owner().equals(fingerprint))
                .map(SignedRecord::signer)
                .findFirst();
    }

    private static Map<String, Map<String, Bytes>> byOwner(Collection<SignedRecord> records) {
        Map<String, Map<String, Bytes>> owners = new HashMap<>();
        for (SignedRecord entry : records) {
            collect(entry, "", owners.computeIfAbsent(entry.id().owner(), owner -> new TreeMap<>()));
        }
        owners.values().removeIf(Map::isEmpty);
        return owners;
    }

    private static void collect(SignedRecord entry, String prefix, Map<String, Bytes> into) {
        entry.entries().forEach((key, value) -> {
            String full = entry.id().full(key);
            if (full.startsWith(prefix)) {
                into.put(full, value);
            }
        });
    }

    /** Returns the entries of one place, by their keys there. */
    SortedMap<String, Bytes> section(SignedRecord.Id id) {
        return replica.entries(id);
    }

    /** Returns what this node has. */
    MapDigest digest() {
        return replica.digest();
    }

    /** Returns the version that a change of a place would have now. */
    long nextVersion(SignedRecord.Id id) {
        return replica.nextVersion(id, now());
    }

    private <T> Optional<T> read(MapKey<T> key, String owner, Bytes bytes) {
        try {
            return Optional.of(key.read().apply(bytes));
        } catch (IllegalArgumentException e) {
            if (isNews("%s of %s".formatted(key.name(), owner))) {
                LOG.warn("entry '{}' of {} cannot be read: {}", key.name(), owner, e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** An owner may write what it likes, and it is read again and again. */
    private boolean isNews(String entry) {
        synchronized (unreadable) {
            return unreadable.take(entry, now());
        }
    }

    /** Returns everything with signatures, to be kept over a restart in a file of this node's own. */
    public Bytes save() {
        return replica.save();
    }

    /**
     * Takes over what {@link #save} gave. Signatures are not checked again, so the bytes have to come from this node's own
     * disk. To be called before the first {@link #put} of the authority. Bytes that are damaged are read as far as that goes;
     * what is lost comes back from the other nodes.
     *
     * @return what is lost, in words; empty if all of it could be read
     */
    public Optional<String> restore(Bytes saved) {
        return MapCodec.recognizes(saved)
                ? replica.restore(saved, now())
                : Optional.of("its %d bytes do not begin as a map does".formatted(saved.length()));
    }

    /**
     * Returns how far the clocks of nodes are ahead of this machine's, to the second and the time that a message takes, at
     * the newest exchange with each of the last 16 addresses that this node has asked; negative where they are behind. It is
     * what they say, unsigned: a hint for an operator, and no proof.
     */
    public Map<Address, Duration> clockOffsets() {
        return exchange.clockOffsets();
    }

    /** Returns what happened since the start, by name: records that were verified, refused, forged, or off the clock. */
    public Map<String, Long> counters() {
        return counters.snapshot();
    }

    /** Detaches from the cluster, which goes on. */
    @Override
    public void close() {
        cluster.detach();
        pump.close();
    }

    /** Takes the replica's news to the listener's thread. */
    private final class Telling implements MapListener {
        @Override
        public void changed(EntryChange change) {
            int held = change.before().map(Bytes::length).orElse(0)
                    + change.after().map(Bytes::length).orElse(0);
            pump.offer(() -> guard.call(() -> listener.changed(change)), held);
        }

        @Override
        public void dismissed(String owner) {
            cluster.forget(owner);
            pump.offer(() -> guard.call(() -> listener.dismissed(owner)));
        }

        @Override
        public void authorityRefused(String reason) {
            pump.offer(() -> guard.call(() -> listener.authorityRefused(reason)));
        }

        @Override
        public void aheadOfClock(String owner, Duration by) {
            pump.offer(() -> guard.call(() -> listener.aheadOfClock(owner, by)));
        }

        @Override
        public void requested(String fingerprint) {
            pump.offer(() -> guard.call(() -> listener.requested(fingerprint)));
        }

        @Override
        public void requestOffClock(String fingerprint, Map<String, Bytes> request, Duration ahead) {
            int held = request.values().stream().mapToInt(Bytes::length).sum();
            pump.offer(() -> guard.call(() -> listener.requestOffClock(fingerprint, request, ahead)), held);
        }
    }

    /** The way to other nodes. */
    private final class Sending implements MapExchange.Out {
        @Override
        public int packetSpace() {
            return cluster.observes() ? 0 : cluster.broadcastSpace(); // an observer sends no packets
        }

        @Override
        public void broadcast(String subject, Bytes data) {
            cluster.broadcast(subject, data);
        }

        @Override
        public void toSome(int count, Bytes data) {
            if (cluster.observes()) {
                return; // it may reach its anchors only, and gives it to them with the next exchange
            }
            cluster.choose(count).forEach(node -> send(node.address(), data));
        }

        @Override
        public void send(Address to, Bytes data) {
            Ignored.future(cluster.send(to, data));
        }

        @Override
        public void exchange(Address with) {
            cluster.exchange(with);
        }
    }

    /** Gives the cluster the map's bytes, and takes those that come. */
    private final class Exchanging implements Delegate {
        @Override
        public boolean recognizes(Bytes data) {
            return MapCodec.recognizes(data);
        }

        @Override
        public void message(Bytes data, Address from) {
            exchange.message(data, carrier(from), now());
        }

        @Override
        public void remoteState(Bytes state, Address from, boolean join, boolean asked) {
            exchange.remoteState(state, from, carrier(from), asked, now());
        }

        /** Members' addresses may share a prefix, in a mesh; of a stranger's the prefix is what one owner has. */
        private String carrier(Address from) {
            boolean member = cluster.members().stream()
                    .anyMatch(node -> node.address().ip().equals(from.ip()));
            return (member ? from.ip() : Admission.source(from.ip())).toHex();
        }

        @Override
        public Bytes state() {
            return exchange.state(now());
        }

        @Override
        public Bytes answer(Bytes theirs) {
            return exchange.answer(theirs, now());
        }

        @Override
        public int answerBytes() {
            return Replica.PIECE + SignedRecord.MAX_VALUE;
        }
    }
}
