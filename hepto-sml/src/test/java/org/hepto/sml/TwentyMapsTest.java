package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Twenty real nodes on loopback end with the same entries after a partition and after crashes. */
class TwentyMapsTest {

    private static final int NODES = 20;

    /** The local preset with shorter waits: a partition is noticed and healed within seconds. */
    private static final Timing QUICK = Timing.LOCAL
            .withPushPullInterval(Duration.ofSeconds(3))
            .withProbeInterval(Duration.ofMillis(500))
            .withGossipToTheDead(Duration.ofSeconds(5))
            .withReclaim(Duration.ofSeconds(3))
            .withReconnectMin(Duration.ofMillis(500))
            .withReconnectMax(Duration.ofSeconds(3));

    private static final MapKey<String> ENDPOINT = MapKey.text("endpoint");
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);

    private final List<ReplicatedMap> maps = new ArrayList<>();

    private ReplicatedMap start(int index, InetSocketAddress bind) {
        String name = "n" + index;
        ReplicatedMap map = TestMaps.start(
                ClusterOptions.named(name, bind).withTiming(QUICK).withKeyring(Keyring.of(Vectors.KEY_256)),
                change -> {});
        if (!maps.isEmpty()) {
            map.cluster()
                    .join(List.of(maps.getFirst().cluster().address().toString()))
                    .join();
        }
        return map;
    }

    @BeforeEach
    void startAll() {
        for (int i = 0; i < NODES; i++) {
            maps.add(start(i, ANY_PORT));
            maps.getLast().put(ENDPOINT, "of n" + i);
        }
        awaitSame(NODES);
    }

    @AfterEach
    void stopAll() {
        maps.forEach(TestMaps::kill);
    }

    private void awaitSame(int owners) {
        Events.until("the same " + owners + " entries everywhere", () -> {
            Map<String, String> first = maps.getFirst().all(ENDPOINT);
            return first.size() == owners
                    && maps.stream().allMatch(map -> map.all(ENDPOINT).equals(first));
        });
    }

    private void awaitLiving(int count) {
        Events.until(
                count + " living",
                () -> maps.stream().allMatch(map -> map.cluster().living().size() == count));
    }

    /** A node that seals with a key of its own hears the other side no more than if the cable were cut. */
    private static void rekey(Stream<ReplicatedMap> some, Bytes key) {
        some.forEach(map -> map.cluster().rekey(ring -> Keyring.of(key)));
    }

    @Test
    void whatBothSidesOfAPartitionWroteIsEverywhereAfterwards() {
        List<ReplicatedMap> away = maps.subList(NODES / 2, NODES);
        rekey(away.stream(), Vectors.KEY_192);
        awaitLiving(NODES / 2);
        for (int i : new int[] {1, 2, 11, 12}) {
            maps.get(i).put(ENDPOINT, "moved");
        }
        maps.get(3).remove(ENDPOINT);
        maps.get(13).remove(ENDPOINT);
        Events.until(
                "changes of the near side",
                () -> maps.getFirst().get("n2", ENDPOINT).equals(Optional.of("moved")));
        assertThat(maps.getFirst().get("n12", ENDPOINT)).as("not heard of yet").contains("of n12");

        rekey(away.stream(), Vectors.KEY_256);
        awaitLiving(NODES);
        awaitSame(NODES - 2);
        assertThat(maps.getLast().all(ENDPOINT))
                .containsEntry("n1", "moved")
                .containsEntry("n12", "moved")
                .doesNotContainKeys("n3", "n13");
    }

    @Test
    void crashedNodesComeBackWithoutTheirDisksAndNothingIsLost() {
        for (int i = 5; i < 10; i++) {
            TestMaps.kill(maps.get(i));
        }
        maps.get(15).put(ENDPOINT, "written meanwhile");
        for (int i = 5; i < 10; i++) {
            maps.set(i, start(i, maps.get(i).cluster().address().toSocket()));
        }
        awaitLiving(NODES);
        awaitSame(NODES);
        maps.get(7).put(ENDPOINT, "later than before the crash");
        Events.until(
                "the change of one that came back",
                () -> maps.stream()
                        .allMatch(map -> map.get("n7", ENDPOINT).equals(Optional.of("later than before the crash"))));
        assertThat(maps.getFirst().get("n15", ENDPOINT)).contains("written meanwhile");
    }
}
