package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplicatedMapTest {

    private static final MapKey<String> COLOUR = MapKey.text("colour");
    private static final MapKey<Bytes> LARGE = MapKey.bytes("large");

    private final List<ReplicatedMap> maps = new ArrayList<>();
    private final Events<EntryChange> changes = new Events<>();

    private ReplicatedMap start(String name, String... joins) {
        ReplicatedMap map = TestMaps.start(JavaPeer.options(name).withTiming(Timing.LAN), changes::add);
        maps.add(map);
        map.cluster().join(List.of(joins)).join();
        return map;
    }

    private static String at(ReplicatedMap map) {
        return map.cluster().address().toString();
    }

    private static void everywhere(List<ReplicatedMap> maps, String owner, String value) {
        BooleanSupplier known =
                () -> maps.stream().allMatch(map -> map.get(owner, COLOUR).equals(Optional.of(value)));
        Events.until(value + " of " + owner + " everywhere", known);
    }

    @AfterEach
    void stop() {
        maps.forEach(TestMaps::kill);
    }

    @Test
    void valuesChangesAndDeletionsReachAll() {
        ReplicatedMap first = start("n0");
        first.put(COLOUR, "before anybody joined");
        for (int i = 1; i < 5; i++) {
            start("n" + i, at(first));
        }
        everywhere(maps, "n0", "before anybody joined");
        first.put(COLOUR, "green");
        maps.get(3).put(COLOUR, "blue");
        everywhere(maps, "n0", "green");
        everywhere(maps, "n3", "blue");
        assertThat(first.all(COLOUR)).containsOnly(Map.entry("n0", "green"), Map.entry("n3", "blue"));
        assertThat(first.snapshot().get("n3")).containsEntry("colour", Bytes.utf8("blue"));
        first.remove(COLOUR);
        Events.until(
                "deleted everywhere",
                () -> maps.stream().noneMatch(map -> map.get("n0", COLOUR).isPresent()));
        changes.await(
                "deletion",
                change -> change.owner().equals("n0")
                        && change.before().isPresent()
                        && change.after().isEmpty());
    }

    @Test
    void largeValuesTravelOverStreams() {
        ReplicatedMap first = start("n0");
        ReplicatedMap second = start("n1", at(first));
        Bytes large = Bytes.utf8("x".repeat(SignedRecord.MAX_VALUE));
        first.put(LARGE, large);
        Events.until("large value", () -> second.get("n0", LARGE).equals(Optional.of(large)));
        assertThatThrownBy(() -> first.put(LARGE, Bytes.utf8("x".repeat(SignedRecord.MAX_VALUE + 1))))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("65536");
    }

    @Test
    void whoJoinsDoesNotTellTheOthersWhatTheyKnow() {
        ReplicatedMap first = start("n0");
        for (int i = 1; i < 15; i++) {
            ReplicatedMap other = start("n" + i, at(first));
            other.put(LARGE, Bytes.wrap(new byte[20_000]));
        }
        Events.until("all are here", () -> first.all(LARGE).size() == 14);
        ReplicatedMap last = start("n15", at(first));
        Events.until("all are there", () -> last.all(LARGE).size() == 14);
        assertThat(last.cluster().counters().get("streams-out")).isLessThan(10);
    }

    @Test
    void anImpostorsEntriesAreRefused() {
        ReplicatedMap first = start("n0");
        ReplicatedMap second = start("n1", at(first));
        second.put(COLOUR, "mine");
        everywhere(maps, "n1", "mine");
        Node target = second.cluster().choose(1).getFirst();
        List<SignedRecord> forged = List.of(forged("n1"), forged("n0"), forged("invented"));
        second.cluster().send(target, MapCodec.message(forged)).join();
        Events.until("all are refused", () -> first.counters().getOrDefault("records-refused", 0L) == 3);
        assertThat(first.get("n1", COLOUR)).contains("mine");
        assertThat(first.snapshot()).containsOnlyKeys("n1");
    }

    private static SignedRecord forged(String owner) {
        Map<String, Bytes> entries = Map.of("colour", Bytes.utf8("forged"));
        return SignedRecord.sign(
                "test", Identity.generate(), new SignedRecord.Id(owner, ""), 0, Long.MAX_VALUE, entries);
    }

    @Test
    void anErrorInAListenerLeavesTheMapAlone() {
        ReplicatedMap first = start("n0");
        ClusterListener failing = new ClusterListener() {
            @Override
            public void changed(MemberEvent event) {
                throw new AssertionError("of the application");
            }
        };
        ReplicatedMap second = ReplicatedMap.attach(
                Cluster.start(JavaPeer.options("n1").withTiming(Timing.LAN), failing),
                TestMaps.options("n1"),
                change -> {
                    throw new AssertionError("of the application");
                });
        maps.add(second);
        assertThat(second.cluster().join(List.of(at(first))).join()).isEqualTo(1);
        first.put(COLOUR, "green");
        everywhere(maps, "n0", "green");
        second.put(COLOUR, "blue");
        everywhere(maps, "n1", "blue");
    }

    @Test
    void aNodeThatLostItsDiskGoesOnFromWhatTheOthersKnow() {
        ReplicatedMap first = start("n0");
        ReplicatedMap second = start("n1", at(first));
        second.put(COLOUR, "old");
        everywhere(maps, "n1", "old");
        second.cluster().close();
        maps.remove(second);
        ReplicatedMap again = start("n1", at(first));
        Events.until("own value is back", () -> again.get("n1", COLOUR).isPresent());
        again.put(COLOUR, "new");
        everywhere(maps, "n1", "new");
    }

    private ReplicatedMap start(String name, MapOptions options, String... joins) {
        Cluster cluster = Cluster.start(JavaPeer.options(name).withTiming(Timing.LAN), new ClusterListener() {});
        ReplicatedMap map = ReplicatedMap.attach(cluster, options, changes::add);
        maps.add(map);
        cluster.join(List.of(joins)).join();
        return map;
    }

    @Test
    void aNodeAsksForAdmissionOwnsEntriesAndIsDismissed() {
        Identity authority = Identity.generate();
        ReplicatedMap master = start("m", MapOptions.of("c", authority, AuthorityPolicy.of(authority)));
        Roster roster = new Roster(master);
        roster.admit("m", authority.publicKey());
        Identity identity = Identity.generate();
        AuthorityPolicy policy = AuthorityPolicy.firstMet(AuthorityPin.inMemory());
        ReplicatedMap node = start("n", MapOptions.of("c", identity, policy), at(master));
        node.put(COLOUR, "waits");
        node.request(COLOUR, "let me in");
        String fingerprint = Identity.fingerprint(identity.publicKey());
        Events.until("the request is seen", () -> master.requests().containsKey(fingerprint));
        assertThat(master.requests().get(fingerprint)).containsEntry("request/colour", Bytes.utf8("let me in"));

        roster.admit("n", master.requester(fingerprint).orElseThrow());
        master.put("n", COLOUR.under(AuthorityPolicy.ABOUT), "about n");
        everywhere(maps, "n", "waits");
        Events.until(
                "what the authority says",
                () -> node.withPrefix("n", AuthorityPolicy.ABOUT)
                        .equals(Map.of("authority/colour", Bytes.utf8("about n"))));
        assertThat(policy.authority()).contains(authority.publicKey());
        assertThat(master.requests()).isEmpty();
        assertThat(new Roster(node).all()).isEqualTo(roster.all()).containsOnlyKeys("m", "n");

        roster.dismiss("n");
        Events.until(
                "gone everywhere",
                () -> maps.stream().noneMatch(map -> map.snapshot().containsKey("n")));
        assertThatThrownBy(() -> new Roster(node).admit("n", identity.publicKey()))
                .isInstanceOf(ClusterException.class);
    }

    @Test
    void anObserverGetsTheMapAndIsHeard() {
        Identity authority = Identity.generate();
        ReplicatedMap master = start("m", MapOptions.of("c", authority, AuthorityPolicy.of(authority)));
        master.put(ReplicatedMap.CLUSTER, MapKey.text("settings/prefix"), "fd00::/48");
        Identity identity = Identity.generate();
        ClusterOptions options = JavaPeer.options("newcomer")
                .withTiming(Timing.LAN)
                .withAnchors(List.of(at(master)))
                .asObserver();
        ReplicatedMap newcomer = ReplicatedMap.attach(
                Cluster.start(options, new ClusterListener() {}),
                MapOptions.of("c", identity, AuthorityPolicy.firstMet(AuthorityPin.inMemory())),
                changes::add);
        maps.add(newcomer);
        newcomer.request(COLOUR, "let me in");
        Events.until(
                "the request is seen",
                () -> master.requester(Identity.fingerprint(identity.publicKey()))
                        .isPresent());
        new Roster(master).admit("newcomer", identity.publicKey());
        Events.until(
                "it hears of its admission",
                () -> new Roster(newcomer).get("newcomer").isPresent());
        assertThat(newcomer.get(ReplicatedMap.CLUSTER, MapKey.text("settings/prefix")))
                .contains("fd00::/48");
        assertThat(master.cluster().living()).hasSize(1);
    }

    @Test
    void whatWasSavedIsRestored() {
        ReplicatedMap first = start("n0");
        first.put(COLOUR, "kept");
        ReplicatedMap other = start("n1");
        assertThat(other.restore(first.save())).isEmpty();
        assertThat(other.get("n0", COLOUR)).contains("kept");
        assertThat(other.restore(Bytes.utf8("HSM\u0003garbage"))).isPresent();
        assertThat(other.restore(Bytes.utf8("garbage"))).contains("its 7 bytes do not begin as a map does");
        assertThat(other.restore(Bytes.EMPTY)).contains("its 0 bytes do not begin as a map does");
        assertThat(other.get("n0", COLOUR)).contains("kept");
    }

    @Test
    void whatIsBeforeADamagedPartIsRestoredAndTheRestIsToldOf() throws WireException {
        ReplicatedMap first = start("n0");
        first.put(COLOUR, "kept");
        byte[] whole = first.save().toArray();
        int records = MapCodec.records(Bytes.of(whole)).size();
        byte[] torn = Arrays.copyOf(whole, whole.length - 1);
        assertThat(start("n1").restore(Bytes.of(torn)))
                .hasValueSatisfying(lost -> assertThat(lost)
                        .startsWith("the last ")
                        .endsWith("of %d bytes cannot be read (message ends too early), only %d records before them"
                                .formatted(torn.length, records - 1)));
        byte[] longer = Arrays.copyOf(whole, whole.length + 5);
        ReplicatedMap other = start("n2");
        assertThat(other.restore(Bytes.of(longer)))
                .hasValueSatisfying(lost -> assertThat(lost)
                        .startsWith("the last 5 of ")
                        .endsWith("only %d records before them".formatted(records)));
        assertThat(other.get("n0", COLOUR)).contains("kept");
    }

    @Test
    @Tag("go-peer")
    void plainMemberlistNodesAreNotDisturbed() {
        try (GoPeer go = GoPeer.start("go", "-timing", "lan")) {
            go.command("state foreign state");
            ReplicatedMap first = start("n0", go.address());
            ReplicatedMap second = start("n1", go.address());
            first.put(COLOUR, "green");
            everywhere(List.of(first, second), "n0", "green");
            go.command("broadcast foreign message");
            go.command("members");
            assertThat(go.lines.all()).anyMatch(line -> line.contains("\"count\":\"3\""));
            assertThat(go.lines.all()).noneMatch(line -> line.contains("\"leave\""));
        }
    }

    @Test
    void aKeyIsChangedInThreeStepsAndNoneCanBeTakenTooEarly() {
        Bytes old = Vectors.KEY_256;
        Bytes fresh = Vectors.KEY_192;
        for (int i = 0; i < 3; i++) {
            ReplicatedMap map = TestMaps.start(
                    JavaPeer.options("n" + i).withTiming(Timing.LAN).withKeyring(Keyring.of(old)), changes::add);
            maps.add(map);
            map.cluster().join(List.of(at(maps.getFirst()))).join();
        }
        List<KeyRotation> rotations = maps.stream().map(KeyRotation::new).toList();
        Events.until("all tell", () -> rotations.stream().allMatch(r -> r.told().size() == 3));
        rotations.get(0).add(fresh);
        assertThatThrownBy(() -> rotations.get(0).use(fresh))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("lacks key " + Keyring.print(fresh));
        rotations.get(1).add(fresh);
        rotations.get(2).add(fresh);
        await(rotations, prints -> prints.contains(Keyring.print(fresh)));
        rotations.get(0).use(fresh);
        assertThatThrownBy(() -> rotations.get(0).remove(old)).hasMessageContaining("still seals");
        rotations.get(1).use(fresh);
        rotations.get(2).use(fresh);
        await(rotations, prints -> prints.getFirst().equals(Keyring.print(fresh)));
        try (JavaPeer silent =
                JavaPeer.start("silent", o -> o.withTiming(Timing.LAN).withKeyring(Keyring.of(old)))) {
            assertThatThrownBy(() -> silent.join(at(maps.getFirst()))).hasMessageContaining("no key opens it");
            Events.until(
                    "it is a member", () -> maps.getFirst().cluster().living().size() == 4);
            assertThatThrownBy(() -> rotations.getFirst().remove(old))
                    .hasMessage("node silent has not told that it has key " + Keyring.print(fresh)
                            + ": add it there first");
        }
        Events.until(
                "it is given up",
                () -> maps.stream().allMatch(map -> map.cluster().living().size() == 3));
        assertThat(rotations)
                .allSatisfy(rotation -> assertThat(rotation.remove(old)).isEmpty());
        await(rotations, prints -> prints.equals(List.of(Keyring.print(fresh))));
        assertThat(maps).allSatisfy(map -> {
            assertThat(map.cluster().living()).hasSize(3);
        });
    }

    @Test
    void nodesTakeOverTheRingOfTheOneThatLeads() {
        Bytes old = Vectors.KEY_256;
        Bytes fresh = Vectors.KEY_192;
        for (int i = 0; i < 2; i++) {
            ReplicatedMap map = TestMaps.start(
                    JavaPeer.options("n" + i).withTiming(Timing.LAN).withKeyring(Keyring.of(old)), changes::add);
            maps.add(map);
            map.cluster().join(List.of(at(maps.getFirst()))).join();
        }
        KeyRotation leader = new KeyRotation(maps.getFirst());
        KeyRotation follower = new KeyRotation(maps.getLast());
        assertThat(follower.told("nobody")).isEmpty();
        leader.add(fresh);
        Events.until("it tells", () -> follower.told("n0").size() == 2);
        assertThat(leader.missing(fresh)).containsExactly("n1");
        follower.take(leader.keyring());
        assertThat(follower.keyring().keys()).containsExactly(old, fresh);
        Events.until("it has told", () -> leader.missing(fresh).isEmpty());
        leader.use(fresh);
        Events.until("the follower alone seals", () -> leader.sealing(old).equals(List.of("n1")));
        follower.take(leader.keyring());
        Events.until("none seals", () -> leader.sealing(old).isEmpty());
        assertThat(leader.remove(old)).isEmpty();
        assertThatThrownBy(() -> follower.take(Keyring.NONE))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("cannot be switched");
    }

    @Test
    void whoHasToldItsKeysDoesNotTellThemAgain() {
        ReplicatedMap map = start("n0");
        new KeyRotation(map);
        MapDigest before = map.digest();
        new KeyRotation(map);
        assertThat(map.digest()).isEqualTo(before);
    }

    private static void await(List<KeyRotation> rotations, java.util.function.Predicate<List<String>> prints) {
        Events.until(
                "all have taken the step",
                () -> rotations.stream()
                        .allMatch(rotation -> rotation.told().values().stream().allMatch(prints)));
    }
}
