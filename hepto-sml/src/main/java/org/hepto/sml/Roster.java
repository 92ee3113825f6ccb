package org.hepto.sml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The nodes that the authority of a cluster has admitted, in a {@link ReplicatedMap} with an {@link AuthorityPolicy}. The
 * roster is split by the names' hashes, so that an admission changes a sixteenth of it; it lists the nodes of now, so its
 * size does not depend on how many there have been. Safe for all threads.
 */
public final class Roster {

    /** Parts that are signed one by one; the number is a constant of the protocol. */
    static final int SHARDS = 16;

    private static final String SECTION = "roster-";
    private static final List<SignedRecord.Id> IDS = IntStream.range(0, SHARDS)
            .mapToObj(shard -> new SignedRecord.Id(ReplicatedMap.CLUSTER, SECTION + Integer.toHexString(shard)))
            .toList();

    private final ReplicatedMap map;

    /** Looks at the roster of a map; only the authority can change it. */
    public Roster(ReplicatedMap map) {
        this.map = map;
    }

    /** Returns the place of the shard that lists a name. */
    static SignedRecord.Id shard(String name) {
        return IDS.get(SignedRecord.hash(Bytes.utf8(name)).at(0) % SHARDS);
    }

    /** Tells whether a place is one of the roster's. */
    static boolean isShard(SignedRecord.Id id) {
        return IDS.contains(id);
    }

    /** Looks a name up among governing records. */
    static Optional<Admitted> find(String name, MapPolicy.View records) {
        SignedRecord shard = records.get(shard(name));
        return Optional.ofNullable(shard == null ? null : shard.entries().get(name))
                .map(Admitted::decode);
    }

    /** Tells whether an identity is on the roster under any name. */
    static boolean lists(Bytes identity, MapPolicy.View records) {
        return IDS.stream().anyMatch(id -> {
            SignedRecord shard = records.get(id);
            return shard != null && shard.entries().values().stream().anyMatch(value -> value.startsWith(identity));
        });
    }

    /** Says what is wrong with a shard, or returns an empty text. */
    static String flaw(SignedRecord shard) {
        for (Map.Entry<String, Bytes> entry : shard.entries().entrySet()) {
            if (entry.getKey().isEmpty() || !shard(entry.getKey()).equals(shard.id())) {
                return "it lists '%s' in the wrong shard".formatted(entry.getKey());
            }
            if (!Admitted.recognizes(entry.getValue())) {
                return "it lists '%s' without an identity".formatted(entry.getKey());
            }
        }
        return "";
    }

    /** Returns all admitted nodes by name. */
    public Map<String, Admitted> all() {
        Map<String, Admitted> all = new TreeMap<>();
        IDS.forEach(id -> map.section(id).forEach((name, value) -> all.put(name, Admitted.decode(value))));
        return all;
    }

    /** Returns the admission of a node, if it has one. */
    public Optional<Admitted> get(String name) {
        return Optional.ofNullable(map.section(shard(name)).get(name)).map(Admitted::decode);
    }

    /**
     * Admits a node. A name that has another identity so far is dismissed by this. Throws {@link ClusterException} on a node
     * that is not the authority.
     *
     * @param name at most 256 bytes
     * @param identity its raw Ed25519 public key
     */
    public synchronized void admit(String name, Bytes identity) {
        Identity.checked(identity);
        if (name.isEmpty()) {
            throw new ClusterException("a node without a name cannot be admitted");
        }
        Optional<Admitted> known = get(name);
        if (known.isPresent() && known.get().identity().equals(identity)) {
            return;
        }
        SignedRecord.Id shard = shard(name);
        Admitted admitted = new Admitted(identity, map.nextVersion(shard));
        map.put(ReplicatedMap.CLUSTER, MapKey.bytes(shard.full(name)), admitted.encode());
    }

    /**
     * Dismisses a node: everything that it owns, and that the authority says about it, goes from every node. Throws
     * {@link ClusterException} on a node that is not the authority.
     */
    public synchronized void dismiss(String name) {
        map.remove(ReplicatedMap.CLUSTER, MapKey.bytes(shard(name).full(name)));
    }
}
