package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReplicaTest {

    private static final String CLUSTER = "c";
    private static final long NOW = 1_800_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final Identity AUTHORITY = Identity.generate();
    private static final Identity ALICE = Identity.generate();
    private static final Identity BOB = Identity.generate();
    private static final Identity ROGUE = Identity.generate();
    private static final List<String> NAMES = List.of("a", "b", "e", "j");
    private static final SignedRecord.Id OWN_OF_A = new SignedRecord.Id("a", "");

    private final Counters counters = new Counters();
    private final List<EntryChange> changes = new ArrayList<>();
    private final Set<String> dismissed = new TreeSet<>();
    private final List<String> authorities = new ArrayList<>();
    private final List<String> ahead = new ArrayList<>();
    private final List<String> requested = new ArrayList<>();
    private final List<String> offClock = new ArrayList<>();
    private final Replica master = replica("m", AUTHORITY);

    /** Notes what it is told. */
    private final class Noting implements MapListener {
        @Override
        public void changed(EntryChange change) {
            changes.add(change);
        }

        @Override
        public void dismissed(String owner) {
            dismissed.add(owner);
        }

        @Override
        public void authorityRefused(String reason) {
            authorities.add(reason);
        }

        @Override
        public void aheadOfClock(String owner, Duration by) {
            ahead.add(owner + " by " + by.toHours());
        }

        @Override
        public void requested(String fingerprint) {
            requested.add(fingerprint);
        }

        @Override
        public void requestOffClock(String fingerprint, Map<String, Bytes> request, Duration by) {
            offClock.add(fingerprint + " " + request.keySet() + " by " + by.toHours());
        }
    }

    private Replica replica(String name, Identity identity) {
        return new Replica(AuthorityPolicy.of(AUTHORITY), CLUSTER, name, identity, new Noting(), counters);
    }

    private static void admit(Replica authority, String name, Identity identity, long now) {
        SignedRecord.Id shard = Roster.shard(name);
        Admitted admitted = new Admitted(identity.publicKey(), authority.nextVersion(shard, now));
        authority.put(ReplicatedMap.CLUSTER, shard.full(name), admitted.encode(), now);
    }

    private static void dismiss(Replica authority, String name, long now) {
        authority.put(ReplicatedMap.CLUSTER, Roster.shard(name).full(name), null, now);
    }

    /** Two nodes exchange until neither learns anything. */
    private static void sync(Replica one, Replica other, long now) {
        for (int i = 0; i < 20 && !one.digest().equals(other.digest()); i++) {
            one.messages(other.digest()).forEach(data -> other.receive(data, "", now, other::genuine));
            other.messages(one.digest()).forEach(data -> one.receive(data, "", now, one::genuine));
        }
    }

    private static Optional<String> value(Replica replica, String owner, String key) {
        SignedRecord.Id id = SignedRecord.Id.of(owner, key);
        return Optional.ofNullable(replica.entries(id).get(id.within(key))).map(Bytes::toUtf8);
    }

    private static Replica.Received give(Replica to, long now, SignedRecord... records) {
        return to.receive(MapCodec.message(List.of(records)), "", now, to::genuine);
    }

    private static SignedRecord signed(Identity by, SignedRecord.Id id, long serial, long version, String value) {
        return SignedRecord.sign(CLUSTER, by, id, serial, version, Map.of("k", Bytes.utf8(value)));
    }

    // --- the property ---

    /** A history of the authority's rosters: each step admits a name, or dismisses it. */
    @Provide
    Arbitrary<List<SignedRecord>> records() {
        Arbitrary<List<String>> steps =
                Arbitraries.of(NAMES).list().ofMinSize(1).ofMaxSize(10);
        Arbitrary<List<Draft>> drafts = Combinators.combine(
                        Arbitraries.of(NAMES),
                        Arbitraries.of("", "authority"),
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.longs().between(1, 3),
                        Arbitraries.of(1, 3900, AuthorityPolicy.OWN_BYTES - 164, AuthorityPolicy.OWN_BYTES, 8300))
                .as(Draft::new)
                .list()
                .ofMaxSize(25);
        return Combinators.combine(steps, drafts).as(ReplicaTest::history);
    }

    /** Something that a node, or the authority about it, has written at a step of the history. */
    private record Draft(String owner, String section, int step, long version, int bytes) {}

    private static SignedRecord unsigned(SignedRecord.Id id, long serial, long version, Map<String, Bytes> entries) {
        boolean authority = id.owner().isEmpty() || id.section().equals("authority");
        Bytes signer = (authority ? AUTHORITY : ALICE).publicKey();
        return new SignedRecord(id, serial, version, new TreeMap<>(entries), signer, Bytes.EMPTY);
    }

    private static List<SignedRecord> history(List<String> steps, List<Draft> drafts) {
        List<SignedRecord> all = new ArrayList<>();
        Map<SignedRecord.Id, Map<String, Bytes>> shards =
                new TreeMap<>((one, other) -> one.section().compareTo(other.section()));
        for (int step = 0; step < steps.size(); step++) {
            String name = steps.get(step);
            SignedRecord.Id id = Roster.shard(name);
            Map<String, Bytes> shard = shards.computeIfAbsent(id, any -> new TreeMap<>());
            if (shard.remove(name) == null) {
                shard.put(name, new Admitted(ALICE.publicKey(), step + 1).encode());
            }
            all.add(unsigned(id, 0, step + 1, shard));
        }
        drafts.forEach(draft -> all.add(unsigned(
                new SignedRecord.Id(draft.owner(), draft.section()),
                draft.step(),
                draft.version(),
                Map.of("k", Bytes.wrap(new byte[draft.bytes()])))));
        return all;
    }

    /** A copy that has heard some records, and again what it refused the first times. */
    private Replica heard(List<SignedRecord> records) {
        Replica replica = replica("x", ALICE);
        for (int i = 0; i < 3; i++) {
            replica.receive(MapCodec.message(records), "", NOW, entry -> true);
        }
        return replica;
    }

    private static Set<SignedRecord> all(Replica replica) {
        return Set.copyOf(replica.all());
    }

    private Replica merged(Replica one, Replica other) {
        Replica both = replica("x", ALICE);
        both.restore(one.save(), NOW);
        both.restore(other.save(), NOW);
        return both;
    }

    @Property(tries = 300)
    void theOrderDoesNotMatterNotEvenAtTheLimits(@ForAll("records") List<SignedRecord> records, @ForAll long seed) {
        List<SignedRecord> shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(all(heard(shuffled))).isEqualTo(all(heard(records)));
    }

    @Property(tries = 300)
    void mergingIsCommutativeAssociativeAndIdempotent(
            @ForAll("records") List<SignedRecord> records, @ForAll long seed) {
        Random random = new Random(seed);
        List<List<SignedRecord>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        records.forEach(entry -> parts.get(random.nextInt(3)).add(entry));
        // each part knows a beginning of the rosters' history, as a node does that was away
        Replica a = heard(parts.get(0));
        Replica b = heard(parts.get(1));
        Replica c = heard(parts.get(2));
        assertThat(all(merged(a, b))).isEqualTo(all(merged(b, a)));
        assertThat(all(merged(merged(a, b), c))).isEqualTo(all(merged(a, merged(b, c))));
        assertThat(all(merged(a, a))).isEqualTo(all(a));
    }

    @Property(tries = 300)
    void recordsComeBackFromTheirBytes(@ForAll("records") List<SignedRecord> records) throws WireException {
        assertThat(MapCodec.records(MapCodec.message(records))).isEqualTo(records);
    }

    // --- admission ---

    @Test
    void whoIsNotOnTheRosterOwnsNothing() {
        Replica node = replica("a", ALICE);
        node.put("a", "k", Bytes.utf8("before"), NOW);
        assertThat(node.all()).isEmpty();
        admit(master, "a", ALICE, NOW);
        sync(node, master, NOW);
        assertThat(value(master, "a", "k")).as("what waited is published").contains("before");
        assertThat(give(master, NOW, signed(ROGUE, new SignedRecord.Id("b", ""), 0, NOW, "x"))
                        .news())
                .isEmpty();
        assertThat(give(master, NOW, signed(ROGUE, OWN_OF_A, NOW, Long.MAX_VALUE - 1, "x"))
                        .news())
                .isEmpty();
        assertThat(value(master, "a", "k")).contains("before");
    }

    @Test
    void summariesAreEqualIfTheRecordsAreWhateverTheOrder() {
        admit(master, "a", ALICE, NOW);
        Replica node = replica("a", ALICE);
        sync(node, master, NOW);
        node.put("a", "k", Bytes.utf8("v"), NOW);
        node.put("a", "l", Bytes.utf8("w"), NOW);
        master.put("a", "authority/certificate", Bytes.utf8("cert"), NOW);
        sync(node, master, NOW);
        List<SignedRecord> records = new ArrayList<>(master.all());
        Replica late = replica("late", Identity.generate());
        assertThat(late.summary()).isNotEqualTo(master.summary());
        for (int i = 0; i < 3; i++) { // a roster may come after what depends on it
            Collections.reverse(records);
            give(late, NOW, records.toArray(SignedRecord[]::new));
        }
        assertThat(late.summary()).isEqualTo(master.summary());
        assertThat(late.summary().entries())
                .as("one of the roster, three of the node")
                .isEqualTo(4);
        assertThat(late.summary().digest().length()).isEqualTo(16);
    }

    @Test
    void aChangeOfAValueOrOfItsVersionAloneChangesTheSummary() {
        Replica late = replica("late", Identity.generate());
        master.put(ReplicatedMap.CLUSTER, "cluster/k", Bytes.utf8("v"), NOW);
        sync(late, master, NOW);
        MapSummary before = late.summary();
        assertThat(before).isEqualTo(master.summary());
        master.put(ReplicatedMap.CLUSTER, "cluster/k", Bytes.utf8("w"), NOW + 1);
        MapSummary other = master.summary();
        assertThat(other.entries()).isEqualTo(before.entries());
        assertThat(other.digest()).isNotEqualTo(before.digest());
        master.put(ReplicatedMap.CLUSTER, "cluster/k", Bytes.utf8("v"), NOW + 2);
        assertThat(master.summary().digest()).isNotIn(before.digest(), other.digest());
        sync(late, master, NOW + 2);
        assertThat(late.summary()).isEqualTo(master.summary());
    }

    @Test
    void aSectionIsReplacedWithOneSignature() {
        SignedRecord.Id id = new SignedRecord.Id(ReplicatedMap.CLUSTER, "refusals");
        Bytes value = Bytes.utf8("v");
        assertThat(master.replace(id, Map.of("a", value, "b", value, "c", value), NOW))
                .hasSize(1);
        changes.clear();
        assertThat(master.replace(id, Map.of("a", value, "c", Bytes.utf8("w"), "d", value), NOW))
                .hasSize(1);
        assertThat(master.entries(id)).containsOnlyKeys("a", "c", "d").containsEntry("c", Bytes.utf8("w"));
        assertThat(changes)
                .extracting(EntryChange::key)
                .containsExactlyInAnyOrder("refusals/b", "refusals/c", "refusals/d");
        assertThat(master.replace(id, master.entries(id), NOW + 1)).isEmpty();
        assertThat(master.replace(id, Map.of(), NOW + 1)).hasSize(1);
        assertThat(master.entries(id)).isEmpty();
    }

    @Test
    void aSectionThatIsTooLargeIsNotReplacedAtAll() {
        SignedRecord.Id id = new SignedRecord.Id(ReplicatedMap.CLUSTER, "refusals");
        master.put(ReplicatedMap.CLUSTER, "refusals/a", Bytes.utf8("v"), NOW);
        Bytes large = Bytes.wrap(new byte[AuthorityPolicy.CLUSTER_BYTES / 2]);
        assertThatThrownBy(() -> master.replace(id, Map.of("b", large, "c", large), NOW))
                .isInstanceOf(ClusterException.class);
        assertThat(master.entries(id)).containsOnlyKeys("a");
        master.put(ReplicatedMap.CLUSTER, "refusals/d", Bytes.utf8("v"), NOW);
        assertThat(master.entries(id)).as("nothing of it is left").containsOnlyKeys("a", "d");
        assertThatThrownBy(() -> replica("n", BOB).replace(id, Map.of("b", large), NOW))
                .hasMessageContaining("entry 'refusals/b' of '' is not this node's to write");
    }

    @Test
    void requestsAreNotInTheSummary() {
        master.put(ReplicatedMap.CLUSTER, "cluster/k", Bytes.utf8("v"), NOW);
        MapSummary before = master.summary();
        give(master, NOW, request(BOB, NOW));
        assertThat(master.requests()).hasSize(1);
        assertThat(master.summary()).isEqualTo(before);
    }

    @Test
    void whoIsDismissedIsGoneAndNothingOldResurrectsIt() {
        admit(master, "a", ALICE, NOW);
        Replica node = replica("a", ALICE);
        sync(node, master, NOW);
        node.put("a", "k", Bytes.utf8("v"), NOW);
        master.put("a", "authority/certificate", Bytes.utf8("cert"), NOW);
        sync(node, master, NOW);
        Replica late = replica("late", Identity.generate());
        sync(late, master, NOW);
        Bytes old = late.save();

        dismiss(master, "a", NOW + 1);
        assertThat(dismissed).containsExactly("a");
        assertThat(master.all()).allMatch(entry -> entry.id().owner().isEmpty());
        master.receive(old, "", NOW + 2, master::genuine);
        assertThat(master.all())
                .as("an old roster")
                .allMatch(entry -> entry.entries().isEmpty());
        sync(late, master, NOW + 2);
        assertThat(late.digest()).isEqualTo(master.digest());

        admit(master, "a", ROGUE, NOW + 3);
        master.receive(old, "", NOW + 4, master::genuine);
        assertThat(value(master, "a", "k")).isEmpty();
        admit(master, "a", ALICE, NOW + 5);
        master.receive(old, "", NOW + 6, master::genuine);
        assertThat(value(master, "a", "k"))
                .as("the same identity, another admission")
                .isEmpty();
        sync(node, master, NOW + 7);
        assertThat(value(master, "a", "k")).as("it signs again").contains("v");
    }

    @Test
    void whatTheAuthoritySaidOfANodeIsNotSaidOfTheNextWithItsName() {
        admit(master, "a", ALICE, NOW);
        master.put("a", "authority/certificate", Bytes.utf8("of alice"), NOW);
        admit(master, "a", ROGUE, NOW + 1);
        assertThat(master.tick(NOW + 2)).isEmpty();
        assertThat(value(master, "a", "authority/certificate")).isEmpty();
        master.put("a", "authority/certificate", Bytes.utf8("of the next"), NOW + 3);
        dismiss(master, "a", NOW + 4);
        admit(master, "a", ALICE, NOW + 5);
        master.put("a", "authority/pods", Bytes.utf8("range"), NOW + 6);
        assertThat(master.entries(new SignedRecord.Id("a", "authority"))).containsOnlyKeys("pods");
    }

    @Test
    void aClusterThatReplacedManyNodesIsAsSmallAsOneWithTheLivingOnes() {
        for (int i = 0; i < 2000; i++) {
            String name = "n" + i % 10;
            admit(master, name, Identity.generate(), NOW + i);
        }
        Replica fresh = replica("m", AUTHORITY);
        for (int i = 0; i < 10; i++) {
            admit(fresh, "n" + i, ALICE, NOW);
        }
        assertThat(master.bytes()).isEqualTo(fresh.bytes());
    }

    @Test
    void onlyTheAuthorityWritesWhatIsTheAuthoritys() {
        admit(master, "a", ALICE, NOW);
        Replica node = replica("a", ALICE);
        sync(node, master, NOW);
        assertThatThrownBy(() -> node.put(ReplicatedMap.CLUSTER, "settings/x", Bytes.EMPTY, NOW))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("not this node's to write");
        assertThatThrownBy(() -> node.put("a", "authority/pods", Bytes.EMPTY, NOW))
                .isInstanceOf(ClusterException.class);
        assertThatThrownBy(() -> master.put("a", "k", Bytes.EMPTY, NOW)).isInstanceOf(ClusterException.class);
        assertThatThrownBy(() -> node.put("a", "k", Bytes.wrap(new byte[5000]), NOW))
                .hasMessageContaining("at most 4096 are possible");
        node.put("a", "k", Bytes.utf8("small"), NOW);
        assertThat(value(node, "a", "k")).as("a refused value is forgotten").contains("small");
        master.put("a", "authority/pods", Bytes.utf8("range"), NOW);
        sync(node, master, NOW);
        assertThat(value(node, "a", "authority/pods")).contains("range");
    }

    @Test
    void anotherAuthorityIsRefusedAndToldOnceWithBothFingerprints() {
        Replica node = replica("a", ALICE);
        admit(master, "a", ALICE, NOW);
        sync(node, master, NOW);
        Replica second = new Replica(AuthorityPolicy.of(ROGUE), CLUSTER, "m2", ROGUE, change -> {}, counters);
        admit(second, "a", ROGUE, NOW + HOUR);
        for (int i = 0; i < 3; i++) {
            node.receive(second.save(), "", NOW + HOUR, node::genuine);
        }
        assertThat(authorities)
                .singleElement()
                .asString()
                .contains(Identity.fingerprint(AUTHORITY.publicKey()), Identity.fingerprint(ROGUE.publicKey()));
        assertThat(all(node)).isEqualTo(all(master));
    }

    // --- clocks ---

    private static SignedRecord request(Identity by, long version) {
        return signed(by, new SignedRecord.Id(Identity.fingerprint(by.publicKey()), "request"), 0, version, "value");
    }

    private static SignedRecord forged(SignedRecord entry) {
        Bytes junk = Bytes.wrap(new byte[Identity.SIGNATURE]);
        return new SignedRecord(entry.id(), entry.serial(), entry.version(), entry.entries(), entry.signer(), junk);
    }

    @Test
    void aRequestIsToldOfWhenItIsNewAndWhenItIsRenewed() {
        String bob = Identity.fingerprint(BOB.publicKey());
        give(master, NOW, request(BOB, NOW));
        give(master, NOW, request(BOB, NOW));
        assertThat(requested).containsExactly(bob);
        give(master, NOW + HOUR / 2, request(BOB, NOW + HOUR / 2));
        assertThat(requested).containsExactly(bob, bob);
        assertThat(offClock).isEmpty();
    }

    @Test
    void aRequestFromAWrongClockIsToldOfAndPassedOnOnceAnHourAndNotKept() {
        String bob = Identity.fingerprint(BOB.publicKey());
        SignedRecord behind = request(BOB, NOW - 72 * HOUR);
        assertThat(give(master, NOW, behind).news()).containsExactly(behind);
        assertThat(give(master, NOW + 1, behind).news()).isEmpty();
        assertThat(offClock).containsExactly(bob + " [request/k] by -72");
        SignedRecord ahead = request(BOB, NOW + 8760 * HOUR);
        assertThat(give(master, NOW + 2, ahead).news()).isEmpty();
        assertThat(give(master, NOW + HOUR, ahead).news()).containsExactly(ahead);
        assertThat(offClock).last().isEqualTo(bob + " [request/k] by 8759");
        assertThat(master.requests()).isEmpty();
        assertThat(requested).isEmpty();
        assertThat(this.ahead).as("it owns no entries").isEmpty();
    }

    @Test
    void aRequestThatHasJustExpiredIsNoWrongClock() {
        assertThat(give(master, NOW, request(BOB, NOW - HOUR - 1000)).news()).isEmpty();
        assertThat(offClock).isEmpty();
    }

    @Test
    void wrongClocksAreToldOfInBoundedNumberAndOfTheRestNoSignatureIsChecked() {
        for (int i = 0; i < 100; i++) {
            give(master, NOW, request(Identity.generate(), NOW - 72 * HOUR));
        }
        assertThat(offClock).hasSize(64);
        assertThat(counters.get(Counters.Event.RECORDS_VERIFIED)).isEqualTo(64);
    }

    @Test
    void nobodyCanSayThatAnothersClockIsWrong() {
        admit(master, "a", ALICE, NOW);
        long serial = Roster.find("a", id -> first(master, id)).orElseThrow().serial();
        give(master, NOW, forged(signed(ALICE, OWN_OF_A, serial, NOW + 99 * HOUR, "v")));
        give(master, NOW, forged(signed(AUTHORITY, Roster.shard("a"), 0, NOW + 99 * HOUR, "v")));
        give(master, NOW, forged(request(BOB, NOW - 99 * HOUR)));
        assertThat(ahead).isEmpty();
        assertThat(offClock).isEmpty();
        give(master, NOW, signed(ALICE, OWN_OF_A, serial, NOW + 99 * HOUR, "v"));
        assertThat(ahead).containsExactly("a by 99");
    }

    @Test
    void whoAsksLearnsTheClockOfWhoAnswers() {
        var clocks = new PeerClocks();
        Bytes answer = master.answer(null, NOW + 72 * HOUR + 999);
        Replica asking = replica("b", BOB);
        Replica.Received received = asking.receive(answer, "", NOW, asking::genuine);
        clocks.met(Simulation.address(1), received.clock(), NOW);
        assertThat(clocks.offsets().get(Simulation.address(1)))
                .isBetween(Duration.ofDays(3), Duration.ofDays(3).plusSeconds(1));
        for (int i = 2; i < 100; i++) {
            clocks.met(Simulation.address(i), 0, NOW);
        }
        assertThat(clocks.offsets())
                .hasSize(PeerClocks.CAPACITY)
                .containsEntry(Simulation.address(99), Duration.ofMillis(-NOW));
    }

    // --- versions ---

    @Test
    void versionsMoreThanADayAheadAreRefusedForNow() {
        admit(master, "a", ALICE, NOW);
        long serial = Roster.find("a", id -> first(master, id)).orElseThrow().serial();
        SignedRecord future = signed(ALICE, OWN_OF_A, serial, NOW + 25 * HOUR, "later");
        give(master, NOW, future);
        assertThat(value(master, "a", "k")).isEmpty();
        assertThat(ahead).containsExactly("a by 25");
        give(master, NOW, future);
        assertThat(ahead).as("told once").hasSize(1);
        give(master, NOW + 2 * HOUR, future);
        assertThat(value(master, "a", "k")).contains("later");
    }

    @Test
    void whatWasTakenByAClockThatWasAheadGivesWayToWhatItsOwnerSignsByARightOne() {
        admit(master, "a", ALICE, NOW);
        long serial = Roster.find("a", id -> first(master, id)).orElseThrow().serial();
        give(master, NOW + 99 * HOUR, signed(ALICE, OWN_OF_A, serial, NOW + 99 * HOUR, "ahead"));
        master.tick(NOW);
        give(master, NOW, signed(ALICE, OWN_OF_A, serial, NOW, "right"));
        assertThat(value(master, "a", "k")).contains("right");
        give(master, NOW, signed(ALICE, OWN_OF_A, serial, NOW - 1, "old"));
        assertThat(value(master, "a", "k")).contains("right");
    }

    @Test
    void aClockThatFallsBackCostsNothing() {
        admit(master, "a", ALICE, NOW);
        Replica node = replica("a", ALICE);
        sync(node, master, NOW);
        sync(master, node, NOW);
        node.put("a", "k", Bytes.utf8("v"), NOW);
        changes.clear();
        node.tick(NOW - 1000 * HOUR);
        master.tick(NOW - 1000 * HOUR);
        assertThat(changes).isEmpty();
        assertThat(value(node, "a", "k")).contains("v");
        assertThat(Roster.find("a", id -> first(node, id))).isPresent();
        sync(node, master, NOW);
        assertThat(all(node)).isEqualTo(all(master));
    }

    @Test
    void aStartByAClockThatIsBehindTakesWhatIsOnTheDisk() {
        admit(master, "a", ALICE, NOW);
        Replica node = replica("a", ALICE);
        sync(node, master, NOW);
        node.put("a", "k", Bytes.utf8("v"), NOW);
        sync(master, node, NOW);
        for (Replica again : List.of(replica("m", AUTHORITY), replica("a", ALICE), replica("b", BOB))) {
            again.restore(master.save(), NOW - 1000 * HOUR);
            assertThat(all(again)).isEqualTo(all(master));
            again.tick(NOW - 1000 * HOUR);
            again.tick(NOW - 1000 * HOUR + HOUR / 2);
            assertThat(all(again)).as("nothing is signed in the past").isEqualTo(all(master));
            again.tick(NOW);
            assertThat(all(again)).isEqualTo(all(master));
        }
    }

    /** Else who was off while it was forgotten would bring itself back. */
    @Test
    void anOldRosterIsNotLaterThanThatOfAnAuthorityThatStartsByAClockThatIsBehind() {
        admit(master, "a", ALICE, NOW);
        Bytes old = master.save();
        dismiss(master, "a", NOW + 1);
        Replica again = replica("m", AUTHORITY);
        again.restore(master.save(), NOW - 1000 * HOUR);
        again.tick(NOW - 1000 * HOUR);
        again.receive(old, "", NOW - 1000 * HOUR, again::genuine);
        again.tick(NOW + HOUR);
        again.receive(old, "", NOW + HOUR, again::genuine);
        assertThat(Roster.find("a", id -> first(again, id))).isEmpty();
    }

    @Test
    void aClockThatStaysWhereItIsIsBelievedInTheEnd() {
        admit(master, "a", ALICE, NOW + 1000 * HOUR);
        Replica again = replica("m", AUTHORITY);
        again.restore(master.save(), NOW);
        again.tick(NOW + HOUR);
        assertThat(values(again)).isEqualTo(values(master));
        assertThat(again.all()).allSatisfy(entry -> assertThat(entry.version()).isEqualTo(NOW + HOUR));
    }

    private static Map<SignedRecord.Id, Map<String, Bytes>> values(Replica replica) {
        return replica.all().stream().collect(Collectors.toMap(SignedRecord::id, SignedRecord::entries));
    }

    @Test
    void aRequestThatWasSignedByAClockThatWasAheadIsSignedAgain() {
        Replica newcomer = replica("b", BOB);
        SignedRecord.Id id = request(BOB, 1).id();
        newcomer.put(id.owner(), id.full("k"), Bytes.utf8("v"), NOW + 1000 * HOUR);
        assertThat(newcomer.tick(NOW))
                .singleElement()
                .satisfies(again -> assertThat(again.version()).isEqualTo(NOW));
        assertThat(give(master, NOW, newcomer.requests().toArray(SignedRecord[]::new))
                        .news())
                .hasSize(1);
        assertThat(master.requests()).hasSize(1);
    }

    private static SignedRecord first(Replica replica, SignedRecord.Id id) {
        return replica.all().stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anAuthorityWhoseClockWasWrongSignsAllAgain() {
        long wrong = NOW + 1000 * HOUR;
        admit(master, "a", ALICE, wrong);
        Replica node = replica("a", ALICE);
        sync(node, master, NOW);
        assertThat(node.all()).isEmpty();
        master.tick(NOW);
        sync(node, master, NOW);
        assertThat(all(node)).isEqualTo(all(master)).isNotEmpty();
        assertThat(Roster.find("a", id -> first(node, id))).isPresent();
    }

    /** The way of a node that is alone. */
    private static final class Nowhere implements MapExchange.Out {
        @Override
        public int packetSpace() {
            return 1000;
        }

        @Override
        public void broadcast(String subject, Bytes data) {}

        @Override
        public void toSome(int count, Bytes data) {}

        @Override
        public void send(Address to, Bytes data) {}

        @Override
        public void exchange(Address with) {}
    }

    @Test
    void anAuthorityThatIsAloneSignsAgainForTheFirstWhoAsks() {
        admit(master, "a", ALICE, NOW + 1000 * HOUR);
        var exchange = new MapExchange(master, master::genuine, new Nowhere());
        Replica node = replica("a", ALICE);
        node.receive(exchange.answer(node.state(NOW), NOW), "", NOW, node::genuine);
        assertThat(node.all()).isNotEmpty();
        assertThat(Roster.find("a", id -> first(node, id))).isPresent();
    }

    @Test
    void anOwnerThatMeetsALaterRecordOfItsOwnSignsItsTruthAboveIt() {
        admit(master, "a", ALICE, NOW);
        Replica node = replica("a", ALICE);
        sync(node, master, NOW);
        node.put("a", "k", Bytes.utf8("truth"), NOW);
        node.put("a", "gone", null, NOW);
        long serial = first(node, OWN_OF_A).serial();
        SignedRecord earlierLife = SignedRecord.sign(
                CLUSTER,
                ALICE,
                OWN_OF_A,
                serial,
                NOW + HOUR,
                Map.of("k", Bytes.utf8("old"), "gone", Bytes.EMPTY, "kept", Bytes.utf8("kept")));
        List<SignedRecord> news = give(node, NOW, earlierLife).news();
        assertThat(news).singleElement().satisfies(entry -> {
            assertThat(entry.version()).isEqualTo(NOW + HOUR + 1);
            assertThat(entry.genuine(CLUSTER)).isTrue();
        });
        assertThat(node.entries(OWN_OF_A))
                .containsExactly(Map.entry("k", Bytes.utf8("truth")), Map.entry("kept", Bytes.utf8("kept")));
    }

    @Test
    void twoNodesWithOneIdentityDoNotOutbidEachOtherWithoutEnd() {
        admit(master, "a", ALICE, NOW);
        Replica one = replica("a", ALICE);
        Replica twin = replica("a", ALICE);
        sync(one, master, NOW);
        sync(twin, master, NOW);
        one.put("a", "k", Bytes.utf8("one"), NOW);
        List<SignedRecord> waiting = twin.put("a", "k", Bytes.utf8("two"), NOW + 1);
        int rounds = 0;
        while (!waiting.isEmpty() && rounds < 50) {
            SignedRecord[] records = waiting.toArray(SignedRecord[]::new);
            Replica next = rounds % 2 == 0 ? one : twin;
            waiting = give(next, NOW + 2, records).news().stream()
                    .filter(entry -> !List.of(records).contains(entry))
                    .toList();
            rounds++;
        }
        assertThat(rounds).isBetween(2, 6);
        List<SignedRecord> later = new ArrayList<>(one.tick(NOW + HOUR));
        later.addAll(twin.tick(NOW + HOUR));
        assertThat(later).as("the other one tries again in time").hasSize(1);
    }

    // --- cost ---

    @Test
    void whatIsKnownOrRestoredIsNotVerifiedAgain() {
        for (String name : NAMES) {
            admit(master, name, ALICE, NOW);
        }
        Replica node = replica("x", ROGUE);
        sync(node, master, NOW);
        long verified = counters.get(Counters.Event.RECORDS_VERIFIED);
        node.receive(master.save(), "", NOW, node::genuine);
        Replica restored = replica("x", ROGUE);
        restored.restore(node.save(), NOW);
        assertThat(all(restored)).isEqualTo(all(master));
        assertThat(counters.get(Counters.Event.RECORDS_VERIFIED)).isEqualTo(verified);
    }

    @Test
    void aForgedRecordIsRefusedAndAfterAFewTheRestIsNotLookedAt() {
        admit(master, "a", ALICE, NOW);
        SignedRecord real = first(master, Roster.shard("a"));
        SignedRecord[] forged = new SignedRecord[20];
        for (int i = 0; i < forged.length; i++) {
            forged[i] = new SignedRecord(
                    real.id(),
                    0,
                    NOW + 10 + i,
                    real.entries(),
                    real.signer(),
                    Bytes.wrap(new byte[Identity.SIGNATURE]));
        }
        assertThat(give(master, NOW, forged).news()).isEmpty();
        assertThat(counters.get(Counters.Event.RECORDS_FORGED)).isEqualTo(4);
    }

    @Test
    void aSignatureIsForOneClusterAndForTheWholeRecord() {
        SignedRecord real = signed(ALICE, OWN_OF_A, 7, 8, "v");
        assertThat(real.genuine(CLUSTER)).isTrue();
        assertThat(real.genuine("another")).isFalse();
        assertThat(List.of(
                        changed(real, new SignedRecord.Id("b", ""), 7, 8),
                        changed(real, new SignedRecord.Id("a", "authority"), 7, 8),
                        changed(real, OWN_OF_A, 6, 8),
                        changed(real, OWN_OF_A, 7, 9)))
                .noneMatch(entry -> entry.genuine(CLUSTER));
    }

    private static SignedRecord changed(SignedRecord real, SignedRecord.Id id, long serial, long version) {
        return new SignedRecord(id, serial, version, real.entries(), real.signer(), real.signature());
    }

    @Test
    void whatDoesNotFitIntoAnAnswerIsAskedForAgain() {
        for (int i = 0; i < 100; i++) {
            admit(master, "n" + i, ALICE, NOW);
            master.put("n" + i, "authority/blob", Bytes.wrap(new byte[7000]), NOW);
        }
        Replica node = replica("x", ROGUE);
        int rounds = 0;
        boolean more = true;
        while (more) {
            Bytes answer = master.answer(node.digest(), NOW);
            assertThat(answer.length()).isLessThan(Replica.PIECE + 10_000);
            more = node.receive(answer, "", NOW, node::genuine).more();
            rounds++;
        }
        assertThat(rounds).isEqualTo(3);
        assertThat(all(node)).isEqualTo(all(master));
        assertThat(master.answer(node.digest(), NOW).length())
                .as("without differences")
                .isLessThan(3000);
    }

    @Test
    void listenersHearOfEachEntryThatChanges() {
        admit(master, "a", ALICE, NOW);
        changes.clear();
        master.put("a", "authority/x", Bytes.utf8("1"), NOW);
        master.put("a", "authority/y", Bytes.utf8("2"), NOW);
        master.put("a", "authority/x", null, NOW);
        assertThat(changes)
                .containsExactly(
                        new EntryChange("a", "authority/x", Optional.empty(), Optional.of(Bytes.utf8("1"))),
                        new EntryChange("a", "authority/y", Optional.empty(), Optional.of(Bytes.utf8("2"))),
                        new EntryChange("a", "authority/x", Optional.of(Bytes.utf8("1")), Optional.empty()));
    }

    // --- requests ---

    private static void ask(Replica node, Identity identity, long now) {
        node.put(Identity.fingerprint(identity.publicKey()), "request/csr", Bytes.utf8("please"), now);
    }

    @Test
    void aRequestIsSeenByTheAuthorityUntilItIsAnsweredOrOld() {
        Replica node = replica("a", ALICE);
        ask(node, ALICE, NOW);
        sync(node, master, NOW);
        assertThat(master.requests())
                .singleElement()
                .extracting(SignedRecord::signer)
                .isEqualTo(ALICE.publicKey());
        assertThat(master.all()).isEmpty();
        master.tick(NOW + HOUR / 2);
        assertThat(node.tick(NOW + HOUR / 2)).as("its owner renews it").hasSize(1);
        master.tick(NOW + HOUR);
        assertThat(master.requests()).isEmpty();
        sync(node, master, NOW + HOUR);
        admit(master, "a", ALICE, NOW + HOUR);
        assertThat(master.requests()).isEmpty();
        sync(node, master, NOW + HOUR);
        assertThat(node.requests()).isEmpty();
        assertThat(node.tick(NOW + 2 * HOUR)).as("nothing is left to ask for").isEmpty();
    }

    @Test
    void whoIsAdmittedAsksNoMoreNotEvenWhenItIsDismissed() {
        Replica node = replica("a", ALICE);
        ask(node, ALICE, NOW);
        sync(node, master, NOW);
        admit(master, "a", ALICE, NOW);
        sync(node, master, NOW);
        assertThatThrownBy(() -> ask(node, ALICE, NOW)).isInstanceOf(ClusterException.class);
        dismiss(master, "a", NOW + 1);
        sync(node, master, NOW + 1);
        assertThat(node.tick(NOW + HOUR)).isEmpty();
        assertThat(node.requests()).isEmpty();
        ask(node, ALICE, NOW + HOUR);
        assertThat(node.requests()).as("on purpose it may").hasSize(1);
    }

    @Test
    void requestsOfAFloodAreNotPassedOn() {
        int passedOn = 0;
        for (int i = 0; i < 200; i++) {
            Identity invented = Identity.generate();
            Replica sybil = replica("s", invented);
            ask(sybil, invented, NOW);
            Bytes data = MapCodec.message(sybil.requests());
            passedOn += master.receive(data, "flood", NOW, entry -> true).news().size();
        }
        assertThat(passedOn).isLessThan(RequestRoom.CAPACITY);
    }

    @Test
    void requestsWithoutNumberDisplaceNeitherEntriesNorARequestOfAnotherCarrier() {
        admit(master, "a", ALICE, NOW);
        Replica node = replica("b", ROGUE);
        ask(node, ROGUE, NOW);
        master.receive(MapCodec.message(node.requests()), "honest", NOW, master::genuine);
        for (int i = 0; i < 500; i++) {
            Identity invented = Identity.generate();
            Replica sybil = replica("s", invented);
            ask(sybil, invented, NOW + i);
            master.receive(MapCodec.message(sybil.requests()), "flood", NOW + i, entry -> true);
        }
        assertThat(master.requests()).hasSize(RequestRoom.CAPACITY);
        assertThat(master.requests()).anyMatch(request -> request.signer().equals(ROGUE.publicKey()));
        assertThat(master.all()).hasSize(1);
    }
}
