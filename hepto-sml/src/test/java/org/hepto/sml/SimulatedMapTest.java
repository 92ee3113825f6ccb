package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hepto.sml.Simulation.SimNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All nodes end with the same map, whatever the network did meanwhile. */
class SimulatedMapTest {

    private static final int NODES = 50;
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;

    private Simulation simulation = new Simulation(0, Timing.WAN);

    private void cluster(long seed) {
        simulation = new Simulation(seed, Timing.WAN)
                .cluster(NODES)
                .withMaps(SimMap::of)
                .loss(0.05, 0.05);
        simulation.run(MINUTE);
        SimMap.admitAll(simulation);
        simulation.nodes().forEach(node -> node.map().put("endpoint", "of " + node.name, simulation.now()));
    }

    /** The endpoints that all running nodes have, once their maps are equal. */
    private Map<String, String> same() {
        SimMap first = simulation.get(0).map();
        List<SimNode> running =
                simulation.nodes().stream().filter(node -> !node.down).toList();
        assertThat(running)
                .allSatisfy(node -> assertThat(node.map().all()).as(node.name).isEqualTo(first.all()));
        return first.values("endpoint");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everybodysEntryReachesEverybodyDespiteLoss(long seed) {
        cluster(seed);
        simulation.run(3 * MINUTE);
        assertThat(same()).hasSize(NODES);
    }

    @ParameterizedTest
    @ValueSource(longs = {5 * MINUTE, 60 * MINUTE})
    void whatTheSidesOfAPartitionWroteIsEverywhereAfterwards(long length) {
        cluster(length);
        simulation.run(3 * MINUTE);
        for (int i = 0; i < NODES; i += 2) {
            simulation.get(i).side = 1;
        }
        simulation.run(length);
        for (int i = 1; i < 20; i++) {
            simulation.get(i).map().put("endpoint", "moved", simulation.now());
            simulation.get(i + 20).map().put("endpoint", (String) null, simulation.now());
        }
        simulation.get(0).map().dismiss("n45", simulation.now());
        simulation.run(MINUTE);
        simulation.nodes().forEach(node -> node.side = 0);
        simulation.run(15 * MINUTE);
        assertThat(same()).hasSize(NODES - 20).doesNotContainKey("n45");
        assertThat(same().values()).filteredOn("moved"::equals).hasSize(19);
        assertThat(simulation.nodes())
                .allSatisfy(node -> assertThat(node.map().dismissed).contains("n45"));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void nodesThatComeBackWithNothingGetAllAndLoseNothing(long seed) {
        cluster(seed);
        simulation.run(3 * MINUTE);
        for (int i = 1; i <= 10; i++) {
            SimNode old = simulation.get(i);
            old.down = true;
            SimNode again = simulation.node(old.name, old.address).withMap(SimMap::of);
            again.join(simulation.get(0));
        }
        simulation.run(SECOND);
        simulation.get(NODES - 1).map().put("endpoint", "written meanwhile", simulation.now());
        simulation.run(3 * MINUTE);
        assertThat(same()).hasSize(NODES).containsValue("written meanwhile");
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void aNodeWhoseClockIsWrongIsHeardWhenItIsRight(long seed) {
        cluster(seed);
        simulation.run(3 * MINUTE);
        SimMap wrong = simulation.get(7).map();
        wrong.skew(Replica.AHEAD_MILLIS + 10 * MINUTE);
        wrong.put("endpoint", "from the future", simulation.now());
        simulation.run(3 * MINUTE);
        assertThat(simulation.get(0).map().values("endpoint")).containsEntry("n7", "of n7");
        wrong.skew(0);
        simulation.run(5 * MINUTE);
        assertThat(same()).containsEntry("n7", "from the future");
    }

    @ParameterizedTest
    @ValueSource(longs = {9})
    void whatIsSentWithoutDifferencesIsTheDigests(long seed) {
        cluster(seed);
        simulation.run(10 * MINUTE);
        assertThat(same()).hasSize(NODES);
        int pulls = simulation.nodes().stream().mapToInt(node -> node.pulls).sum();
        long before = simulation.streamBytes();
        simulation.run(10 * MINUTE);
        int more = simulation.nodes().stream().mapToInt(node -> node.pulls).sum() - pulls;
        assertThat((simulation.streamBytes() - before) / (2L * more)).isLessThan(24L * (NODES + 16) + 20);
        assertThat(Set.copyOf(simulation.nodes())).hasSize(NODES);
    }
}
