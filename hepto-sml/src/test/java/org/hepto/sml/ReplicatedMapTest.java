package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
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

    private ReplicatedMap start(String name, Identity identity, String... joins) {
        ReplicatedMap map = ReplicatedMap.start(
                JavaPeer.options(name).withTiming(Timing.LAN),
                identity,
                new PinnedKeys(Map.of()),
                changes::add,
                new ClusterListener() {});
        maps.add(map);
        map.cluster().join(List.of(joins)).join();
        return map;
    }

    private ReplicatedMap start(String name, String... joins) {
        return start(name, Identity.generate(), joins);
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
        maps.forEach(ReplicatedMap::kill);
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
        Bytes large = Bytes.utf8("x".repeat(Entry.MAX_VALUE));
        first.put(LARGE, large);
        Events.until("large value", () -> second.get("n0", LARGE).equals(Optional.of(large)));
        assertThatThrownBy(() -> first.put(LARGE, Bytes.utf8("x".repeat(Entry.MAX_VALUE + 1))))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("65536");
    }

    @Test
    void whoJoinsDoesNotTellTheOthersWhatTheyKnow() {
        ReplicatedMap first = start("n0");
        for (int i = 0; i < 15; i++) {
            first.put(MapKey.bytes("large" + i), Bytes.wrap(new byte[20_000]));
        }
        ReplicatedMap second = start("n1", at(first));
        Events.until(
                "all are here",
                () -> second.snapshot().getOrDefault("n0", Map.of()).size() == 15);
        assertThat(second.cluster().counters().get("streams-out")).isLessThan(10);
    }

    @Test
    void anImpostorsEntriesAreRefused() {
        ReplicatedMap first = start("n0");
        ReplicatedMap second = start("n1", at(first));
        second.put(COLOUR, "mine");
        everywhere(maps, "n1", "mine");
        Entry forged = Entry.signed(
                Identity.generate(), new Entry.Id("n1", "colour"), Long.MAX_VALUE, 0, false, Bytes.utf8("forged"));
        Entry real = Entry.signed(
                Identity.generate(), new Entry.Id("n0", "colour"), Long.MAX_VALUE, 0, false, Bytes.utf8("forged"));
        Node target = second.cluster().choose(1).getFirst();
        second.cluster().send(target, EntryCodec.encode(List.of(forged, real))).join();
        Events.until("both are refused", () -> first.refused() == 2);
        assertThat(first.get("n1", COLOUR)).contains("mine");
        assertThat(first.get("n0", COLOUR)).isEmpty();
    }

    @Test
    void afterAFewForgedEntriesTheRestIsNotLookedAt() {
        ReplicatedMap first = start("n0");
        ReplicatedMap second = start("n1", at(first));
        var forged = new ArrayList<Entry>();
        for (int i = 0; i < 100; i++) {
            forged.add(new Entry(
                    "owner" + i,
                    "colour",
                    1,
                    0,
                    false,
                    Bytes.utf8("forged"),
                    Bytes.wrap(new byte[Identity.KEY]),
                    Bytes.wrap(new byte[Identity.SIGNATURE])));
        }
        Node target = second.cluster().choose(1).getFirst();
        second.cluster().send(target, EntryCodec.encode(forged)).join();
        second.put(COLOUR, "later");
        everywhere(maps, "n1", "later");
        assertThat(first.refused()).isEqualTo(4);
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
        ReplicatedMap second = ReplicatedMap.start(
                JavaPeer.options("n1").withTiming(Timing.LAN),
                Identity.generate(),
                new PinnedKeys(Map.of()),
                change -> {
                    throw new AssertionError("of the application");
                },
                failing);
        maps.add(second);
        assertThat(second.cluster().join(List.of(at(first))).join()).isEqualTo(1);
        first.put(COLOUR, "green");
        everywhere(maps, "n0", "green");
        second.put(COLOUR, "blue");
        everywhere(maps, "n1", "blue");
    }

    @Test
    void aNodeThatLostItsDiskGoesOnFromWhatTheOthersKnow() {
        Identity identity = Identity.generate();
        ReplicatedMap first = start("n0");
        ReplicatedMap second = start("n1", identity, at(first));
        second.put(COLOUR, "old");
        everywhere(maps, "n1", "old");
        second.close();
        maps.remove(second);
        ReplicatedMap again = start("n1", identity, at(first));
        Events.until("own value is back", () -> again.get("n1", COLOUR).isPresent());
        again.put(COLOUR, "new");
        everywhere(maps, "n1", "new");
    }

    @Test
    void whatWasSavedIsRestored() {
        ReplicatedMap first = start("n0");
        first.put(COLOUR, "kept");
        ReplicatedMap other = start("other");
        other.restore(first.save());
        assertThat(other.get("n0", COLOUR)).contains("kept");
        other.restore(Bytes.utf8("HSM\u0001garbage"));
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
            ReplicatedMap map = ReplicatedMap.start(
                    JavaPeer.options("n" + i).withTiming(Timing.LAN).withKeyring(Keyring.of(old)),
                    Identity.generate(),
                    new PinnedKeys(Map.of()),
                    changes::add,
                    new ClusterListener() {});
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

    private static void await(List<KeyRotation> rotations, java.util.function.Predicate<List<String>> prints) {
        Events.until(
                "all have taken the step",
                () -> rotations.stream()
                        .allMatch(rotation -> rotation.told().values().stream().allMatch(prints)));
    }
}
