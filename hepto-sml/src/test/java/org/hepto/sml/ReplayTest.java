package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hepto.sml.Simulation.SimNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The window that knows replays again is short, and memberlist has none: what is replayed later has to be harmless by
 * itself, through incarnations, sequence numbers and versions.
 */
class ReplayTest {

    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final int NODES = 20;

    /** What every node believes of every other. */
    private static Map<String, List<String>> beliefs(Simulation simulation) {
        var beliefs = new TreeMap<String, List<String>>();
        simulation.nodes().stream()
                .filter(node -> !node.down)
                .forEach(node -> beliefs.put(
                        node.name,
                        node.swim.members().stream()
                                .map(member -> member.snapshot().toString())
                                .sorted()
                                .toList()));
        return beliefs;
    }

    private static void live(Simulation simulation) {
        SimMap.admitAll(simulation);
        simulation.nodes().forEach(node -> node.map().put("k", "of " + node.name, simulation.now()));
        simulation.run(2 * MINUTE);
        simulation.get(3).swim.meta(Bytes.utf8("other"), simulation.now());
        simulation.get(4).map().put("k", "other", simulation.now());
        simulation.get(5).map().put("k", (String) null, simulation.now());
        // a wrong suspicion, and a wrong death
        simulation
                .get(1)
                .swim
                .received(new Message.Suspect(1, "n6", "n7"), simulation.get(7).address, simulation.now());
        simulation.get(1).swim.received(new Message.Dead(1, "n8", "n7"), simulation.get(7).address, simulation.now());
        simulation.get(9).freeze(25 * SECOND);
        simulation.run(3 * MINUTE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everythingThatWasEverSentChangesNothingWhenItIsSentAgain(long seed) {
        var simulation = new Simulation(seed, Timing.WAN)
                .cluster(NODES)
                .withMaps(SimMap::of)
                .record();
        live(simulation);
        // the last ones say good-bye and die while the others still know their incarnations
        SimNode leaving = simulation.get(NODES - 1);
        leaving.swim.leave(simulation.now());
        simulation.run(10 * SECOND);
        leaving.down = true;
        Map<String, List<String>> before = beliefs(simulation);
        Map<String, List<String>> entriesBefore = entries(simulation);
        List<MemberEvent> events = new ArrayList<>();
        simulation.observe((node, event) -> events.add(event));

        assertThat(simulation.replay()).isGreaterThan(1000);
        simulation.run(20 * SECOND);

        assertThat(events).isEmpty();
        assertThat(beliefs(simulation)).isEqualTo(before);
        assertThat(entries(simulation)).isEqualTo(entriesBefore);
    }

    private static Map<String, List<String>> entries(Simulation simulation) {
        var all = new TreeMap<String, List<String>>();
        simulation
                .nodes()
                .forEach(node -> all.put(
                        node.name,
                        node.map().all().stream()
                                .map(SignedRecord::toString)
                                .sorted()
                                .toList()));
        return all;
    }
}
