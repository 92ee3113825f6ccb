package org.hepto.sml;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hepto.sml.Simulation.SimNode;
import org.jspecify.annotations.Nullable;

/** The replicated map of one virtual node: the real replica, on the virtual clock and network. */
final class SimMap {

    static final String CLUSTER = "simulated";

    /** The virtual clock begins at a time of the epoch. */
    static final long EPOCH = 1_800_000_000_000L;

    /** What signature checks gave: one for all nodes of this JVM, or thousands of nodes would check the same ones. */
    private static final Map<Bytes, Boolean> CHECKED = new HashMap<>();

    private static final Map<String, Identity> IDENTITIES = new HashMap<>();

    final Replica replica;
    final Set<String> dismissed = new TreeSet<>();
    final Set<String> authorities = new TreeSet<>();
    private final SimNode node;
    private final String name;
    private final MapExchange exchange;
    private long offset;

    static Identity identity(String name) {
        return IDENTITIES.computeIfAbsent(name, any -> Identity.generate());
    }

    /** The map of a node with its own identity: n0 is the authority, the others pin the first that they meet. */
    static SimMap of(SimNode node) {
        Identity identity = identity(node.name);
        MapPolicy policy = node.name.equals("n0")
                ? AuthorityPolicy.of(identity)
                : AuthorityPolicy.firstMet(AuthorityPin.inMemory());
        return new SimMap(node, policy, identity);
    }

    /** The authority admits all nodes. */
    static void admitAll(Simulation simulation) {
        simulation
                .nodes()
                .forEach(node -> simulation
                        .get(0)
                        .map()
                        .admit(node.name, identity(node.name).publicKey(), simulation.now()));
    }

    SimMap(SimNode node, MapPolicy policy, Identity identity) {
        this(node, node.name, policy, identity);
    }

    /** The map of a node that claims another name there than its own. */
    SimMap(SimNode node, String name, MapPolicy policy, Identity identity) {
        this.node = node;
        this.name = name;
        this.replica = new Replica(policy, CLUSTER, name, identity, new Telling(), node.counters);
        this.exchange = new MapExchange(replica, SimMap::genuine, new Sending());
    }

    /** Sets this node's clock wrong by so much. */
    void skew(long millis) {
        offset = millis;
    }

    private long time(long now) {
        return EPOCH + now + offset;
    }

    void put(String owner, String key, @Nullable String value, long now) {
        put(owner, key, value == null ? null : Bytes.utf8(value), now);
    }

    void put(String owner, String key, @Nullable Bytes value, long now) {
        exchange.put(owner, key, value, time(now));
    }

    void put(String key, @Nullable String value, long now) {
        put(name, key, value, now);
    }

    /** Admits a node, as {@link Roster} does. */
    void admit(String name, Bytes identity, long now) {
        SignedRecord.Id shard = Roster.shard(name);
        long serial = replica.nextVersion(shard, time(now));
        put(ReplicatedMap.CLUSTER, shard.full(name), new Admitted(identity, serial).encode(), now);
    }

    void dismiss(String name, long now) {
        put(ReplicatedMap.CLUSTER, Roster.shard(name).full(name), (Bytes) null, now);
    }

    void message(Bytes data, Address from, long now) {
        exchange.message(data, from.ip().toHex(), time(now));
    }

    void remoteState(Bytes state, Address from, boolean asked, long now) {
        exchange.remoteState(state, from, from.ip().toHex(), asked, time(now));
    }

    Bytes state(long now) {
        return exchange.state(time(now));
    }

    Bytes answer(Bytes theirs, long now) {
        return exchange.answer(theirs, time(now));
    }

    private static boolean genuine(SignedRecord entry) {
        return CHECKED.computeIfAbsent(entry.hash(), hash -> entry.genuine(CLUSTER));
    }

    /** The virtual network. */
    private final class Sending implements MapExchange.Out {
        @Override
        public int packetSpace() {
            return node.swim.userSpace();
        }

        @Override
        public void broadcast(String subject, Bytes data) {
            node.swim.broadcast(subject, data);
        }

        @Override
        public void toSome(int count, Bytes data) {
            node.swim.choose(count).forEach(member -> node.stream(member.address(), data));
        }

        @Override
        public void send(Address to, Bytes data) {
            node.stream(to, data);
        }

        @Override
        public void exchange(Address with) {
            node.pushPull(with, false);
        }
    }

    Set<SignedRecord> all() {
        return Set.copyOf(replica.all());
    }

    /** The values of all owners' entries of one key. */
    Map<String, String> values(String key) {
        Map<String, String> values = new HashMap<>();
        replica.all()
                .forEach(entry -> entry.entries().forEach((name, value) -> {
                    if (entry.id().full(name).equals(key)) {
                        values.put(entry.id().owner(), value.toUtf8());
                    }
                }));
        return Collections.unmodifiableMap(values);
    }

    /** Notes what the listener would be told. */
    private final class Telling implements MapListener {
        @Override
        public void changed(EntryChange change) {}

        @Override
        public void dismissed(String owner) {
            dismissed.add(owner);
            node.swim.forget(owner);
        }

        @Override
        public void authorityRefused(String reason) {
            authorities.add(reason);
        }
    }
}
