package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hepto.sml.Simulation.SimNode;

/**
 * A cluster in which a tenth of the nodes is replaced each hour and which is split for a quarter of it, with a member that
 * has the gossip key and does what it can with it. Arguments of the program: nodes (default 1000), hours (default 2).
 */
public final class HostileCluster {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final String NAME = "request/name";

    private final int nodes;
    private final SplittableRandom random;
    private final Simulation simulation;
    private final List<SimNode> honest = new ArrayList<>();
    private final List<SimNode> claimants = new ArrayList<>();
    private final List<SimNode> dismissed = new ArrayList<>();
    private final Map<String, Bytes> invited = new HashMap<>();
    private final Identity rogueIdentity = Identity.generate();
    private final List<Bytes> recorded = new ArrayList<>();
    private SimNode rogue;
    private int replaced;
    private int invented;

    HostileCluster(int nodes) {
        this.nodes = nodes;
        this.random = new SplittableRandom(nodes);
        this.simulation = new Simulation(nodes, Timing.WAN).cluster(nodes).loss(0.05, 0.05);
        this.rogue = simulation.get(0);
    }

    /** Runs, checks, and prints what came of it. */
    public static void main(String[] arguments) {
        int nodes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        int hours = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2;
        HostileCluster cluster = new HostileCluster(nodes);
        cluster.run(hours);
        cluster.check();
        System.out.println(cluster);
    }

    private SimMap master() {
        return simulation.get(0).map();
    }

    private void begin() {
        SimNode first = simulation.get(0).withMap(SimMap::of);
        SimMap.admitAll(simulation);
        Bytes roster = first.map().replica.save();
        for (SimNode node : simulation.nodes()) {
            if (node != first) {
                node.withMap(SimMap::of).map().replica.restore(roster, SimMap.EPOCH);
            }
            honest.add(node);
        }
        simulation.run(MINUTE);
        honest.forEach(node -> node.map().put("endpoint", "of " + node.name, simulation.now()));
        simulation.run(5 * MINUTE);
        recorded.add(first.map().replica.save());
        rogue = simulation.node("rogue", Simulation.address(1_000_000)).withMap(node -> {
            SimMap map = new SimMap(node, AuthorityPolicy.of(rogueIdentity), rogueIdentity);
            map.admit("n1", rogueIdentity.publicKey(), simulation.now());
            return map;
        });
        rogue.join(first);
        claim("claimant1", 3_000_001);
        claim("claimant2", 3_000_002);
    }

    /** Two nodes ask for one name; the authority admits the first whose request it sees. */
    private void claim(String node, int address) {
        SimNode claimant = simulation
                .node(node, Simulation.address(address))
                .withMap(
                        made -> new SimMap(made, "claimed", AuthorityPolicy.firstMet(pinned()), SimMap.identity(node)));
        claimant.join(simulation.get(0));
        claimant.map().put("endpoint", "of " + node, simulation.now());
        String fingerprint = Identity.fingerprint(SimMap.identity(node).publicKey());
        claimant.map().put(fingerprint, NAME, "claimed", simulation.now());
        claimants.add(claimant);
    }

    private SimNode any() {
        return honest.get(random.nextInt(honest.size()));
    }

    // --- what the rogue does ---

    private void attack() {
        long now = SimMap.EPOCH + simulation.now();
        List<SignedRecord> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String squatted = any().name;
            records.add(signed(rogueIdentity, new SignedRecord.Id("invented" + invented++, ""), now));
            records.add(signed(rogueIdentity, new SignedRecord.Id(squatted, ""), Long.MAX_VALUE - 1));
            records.add(signed(rogueIdentity, new SignedRecord.Id(squatted, "authority"), now + HOUR));
            records.add(signed(rogueIdentity, new SignedRecord.Id("", "roster-" + Integer.toHexString(i % 16)), now));
        }
        for (int i = 0; i < 100; i++) {
            Identity sybil = Identity.generate();
            String fingerprint = Identity.fingerprint(sybil.publicKey());
            records.add(signed(sybil, new SignedRecord.Id(fingerprint, "request"), now));
        }
        SignedRecord real = master().replica.all().getFirst();
        records.add(new SignedRecord(
                real.id(), real.serial(), now + HOUR, real.entries(), real.signer(), real.signature()));
        for (int i = 0; i < 3; i++) {
            Address target = any().address;
            rogue.stream(target, MapCodec.message(records));
            recorded.forEach(old -> rogue.stream(target, old));
        }
    }

    private static SignedRecord signed(Identity by, SignedRecord.Id id, long version) {
        Map<String, Bytes> entries = Map.of("endpoint", Bytes.utf8("rogue"), "name", Bytes.utf8("n1"));
        return SignedRecord.sign(SimMap.CLUSTER, by, id, 0, version, entries);
    }

    // --- what the operator does ---

    /** A node ends for good; another takes its name, or a new one, with an identity of its own, and asks. */
    private void replace() {
        SimNode old = honest.remove(1 + random.nextInt(honest.size() - 1));
        String name = old.name;
        master().dismiss(name, simulation.now());
        String next = replaced % 2 == 0 ? name : "r" + replaced;
        old.down = next.equals(name);
        dismissed.add(old); // and goes on if its name is not used again
        int index = 2_000_000 + replaced++;
        Identity identity = Identity.generate();
        SimNode fresh = simulation
                .node(next, Simulation.address(index))
                .withMap(node -> new SimMap(node, AuthorityPolicy.firstMet(pinned()), identity));
        fresh.side = old.side;
        honest.add(fresh);
        fresh.join(simulation.get(0));
        fresh.map().put("endpoint", "of " + next, simulation.now());
        fresh.map().put(Identity.fingerprint(identity.publicKey()), NAME, next, simulation.now());
        invited.put(next, identity.publicKey());
    }

    /** A newcomer has the fingerprint from its invitation: the rogue may be the first that it meets. */
    private AuthorityPin pinned() {
        AuthorityPin pin = AuthorityPin.inMemory();
        pin.set(SimMap.identity("n0").publicKey());
        return pin;
    }

    private void admit() {
        for (SignedRecord request : master().replica.requests()) {
            String name = request.entries().getOrDefault("name", Bytes.EMPTY).toUtf8();
            if (name.equals("claimed")) {
                invited.putIfAbsent(name, request.signer());
            }
            if (request.signer().equals(invited.getOrDefault(name, Bytes.EMPTY))) {
                master().admit(name, request.signer(), simulation.now());
            }
        }
    }

    private void hour() {
        int replacements = Math.max(1, nodes / 10);
        for (int minute = 0; minute < 60; minute++) {
            if (minute % 10 == 0) {
                attack();
            }
            for (int i = minute * replacements / 60; i < (minute + 1) * replacements / 60; i++) {
                replace();
            }
            admit();
            dismissed.stream()
                    .filter(node -> !node.down)
                    .forEach(node -> node.map().put("endpoint", "again", simulation.now()));
            if (minute == 20 || minute == 35) {
                int side = minute == 20 ? 1 : 0;
                int[] count = {0};
                simulation.nodes().forEach(node -> node.side = count[0]++ % 2 * side);
            }
            simulation.run(MINUTE);
        }
        recorded.add(master().replica.save());
    }

    /** Lives for so many hours, and for a while without the operator. */
    void run(int hours) {
        begin();
        for (int hour = 0; hour < hours; hour++) {
            hour();
            System.err.printf("… %d nodes, hour %d of %d%n", nodes, hour + 1, hours);
        }
        for (int minute = 0; minute < 45; minute++) {
            admit();
            simulation.run(MINUTE);
        }
    }

    /** All honest nodes have the same map, with the entries of all of them, and nothing else. */
    void check() {
        Map<String, String> expected = new HashMap<>();
        honest.forEach(node -> expected.put(node.name, "of " + node.name));
        List<SimNode> won = claimants.stream()
                .filter(node ->
                        SimMap.identity(node.name).publicKey().equals(invited.getOrDefault("claimed", Bytes.EMPTY)))
                .toList();
        assertThat(won).hasSize(1);
        expected.put("claimed", "of " + won.getFirst().name);
        assertThat(master().values("endpoint")).isEqualTo(expected).hasSize(nodes + 1);
        List<SimNode> all = new ArrayList<>(honest);
        all.addAll(claimants);
        assertThat(all)
                .allSatisfy(node -> assertThat(node.map().all()).as(node.name).isEqualTo(master().all()));

        long bytes = master().replica.bytes();
        assertThat(bytes).as("no more than the living ones need").isLessThan(nodes * 500L + 16 * 200);
        assertThat(honest)
                .allSatisfy(node ->
                        assertThat(node.map().replica.requests()).hasSizeLessThanOrEqualTo(RequestRoom.CAPACITY));
        assertThat(master().authorities).as("the rogue's claim").hasSize(1);
    }

    @Override
    public String toString() {
        return "%d nodes, %d replaced: %d bytes of records, %d requests at the authority"
                .formatted(
                        nodes,
                        replaced,
                        master().replica.bytes(),
                        master().replica.requests().size());
    }
}
