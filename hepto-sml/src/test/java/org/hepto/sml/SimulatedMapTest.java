package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.hepto.sml.Simulation.SimNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All nodes end with the same entries, whatever the network did meanwhile. */
class SimulatedMapTest {

    private static final int NODES = 50;
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;

    private static Simulation cluster(long seed) {
        var simulation =
                new Simulation(seed, Timing.WAN).cluster(NODES).withEntries().loss(0.05, 0.05);
        simulation.run(MINUTE);
        simulation.nodes().forEach(node -> node.entries().put("endpoint", "of " + node.name, simulation.now()));
        return simulation;
    }

    /** The entries of the first node, when those of all others are equal. */
    private static Set<Entry> same(Simulation simulation) {
        Set<Entry> first = simulation.get(0).entries().all();
        List<SimNode> running =
                simulation.nodes().stream().filter(node -> !node.down).toList();
        assertThat(running)
                .allSatisfy(
                        node -> assertThat(node.entries().all()).as(node.name).isEqualTo(first));
        return first;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everybodysEntryReachesEverybodyDespiteLoss(long seed) {
        Simulation simulation = cluster(seed);
        simulation.run(2 * MINUTE);
        assertThat(same(simulation)).hasSize(NODES);
    }

    @ParameterizedTest
    @ValueSource(longs = {5 * MINUTE, 60 * MINUTE})
    void whatTheSidesOfAPartitionWroteIsEverywhereAfterwards(long length) {
        Simulation simulation = cluster(length);
        simulation.run(2 * MINUTE);
        for (int i = 0; i < NODES; i += 2) {
            simulation.get(i).side = 1;
        }
        simulation.run(length);
        for (int i = 0; i < 20; i++) {
            simulation.get(i).entries().put("endpoint", "moved", simulation.now());
            simulation.get(i + 20).entries().remove("endpoint", simulation.now());
        }
        simulation.run(MINUTE);
        simulation.nodes().forEach(node -> node.side = 0);
        simulation.run(15 * MINUTE);
        Set<Entry> all = same(simulation);
        assertThat(all).hasSize(NODES);
        assertThat(all).filteredOn(Entry::deleted).hasSize(20);
        assertThat(all)
                .filteredOn(entry -> entry.value().toUtf8().equals("moved"))
                .hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void nodesThatComeBackWithNothingGetAllAndLoseNothing(long seed) {
        Simulation simulation = cluster(seed);
        simulation.run(2 * MINUTE);
        for (int i = 1; i <= 10; i++) {
            SimNode old = simulation.get(i);
            old.down = true;
            SimNode again = simulation.node(old.name, old.address).withEntries();
            again.join(simulation.get(0));
        }
        simulation.run(SECOND);
        simulation.get(NODES - 1).entries().put("endpoint", "written meanwhile", simulation.now());
        simulation.run(3 * MINUTE);
        assertThat(same(simulation)).hasSize(NODES);
    }
}
