package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hepto.daeman.ModelMoves.Trouble.END;
import static org.hepto.daeman.ModelMoves.Trouble.FAIL;
import static org.hepto.daeman.ModelMoves.Trouble.OVERDUE;
import static org.hepto.daeman.ModelMoves.Trouble.PUBLISH;
import static org.hepto.daeman.ModelMoves.Trouble.RESTART;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hepto.daeman.ModelMoves.Trouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Explores all that may happen to small graphs, breadth first: every order in which calls return or throw, timers fire,
 * units fail, publish and are restarted, and the graph ends. {@link ModelInvariants} says what must hold at each step.
 * From each state there must be a way to where all is quiet.
 */
class EngineModelTest {
    private static final HealthProbe PROBE =
            new HealthProbe(Duration.ofSeconds(10), Duration.ofSeconds(2), 2, () -> true);

    /** A graph and what may happen to it. */
    record Scenario(List<TestUnit> units, Set<Trouble> troubles) {
        @Override
        public String toString() {
            return UnitGraph.of(units).toString().replace("\n", ", ") + " with " + troubles;
        }
    }

    /** A state, and how to get there. */
    private record Node(ModelWorld world, @Nullable Node parent, UnitEvent event) {
        List<UnitEvent> path() {
            List<UnitEvent> path = new ArrayList<>();
            for (Node node = this; node != null; node = node.parent) {
                path.add(node.event);
            }
            return path.reversed();
        }
    }

    static Stream<Scenario> scenarios() {
        EnumSet<Trouble> all = EnumSet.allOf(Trouble.class);
        return Stream.of(
                scenario(all, unit("a").health(PROBE)),
                scenario(all, unit("a"), unit("b").needs(unit("a"))),
                scenario(all, unit("a"), unit("b").after(unit("a"))),
                scenario(all, unit("a"), unit("b").follows(unit("a"))),
                scenario(all, unit("a"), unit("b").needs(unit("a")).follows(unit("a"))),
                scenario(
                        EnumSet.of(FAIL, END),
                        unit("a").health(PROBE),
                        unit("b").needs(unit("a")).health(PROBE)),
                scenario(
                        EnumSet.of(FAIL, PUBLISH),
                        unit("a").health(PROBE),
                        unit("b").follows(unit("a"))),
                scenario(
                        EnumSet.of(FAIL, RESTART, END),
                        unit("a"),
                        unit("b").needs(unit("a")),
                        unit("c").needs(unit("b")).after(unit("a"))),
                scenario(
                        EnumSet.of(PUBLISH, OVERDUE, END),
                        unit("a"),
                        unit("b").follows(unit("a")),
                        unit("c").follows(unit("a"), unit("b"))),
                scenario(EnumSet.of(PUBLISH, OVERDUE, END), mixed()),
                scenario(EnumSet.of(FAIL, END), mixed()),
                scenario(
                        EnumSet.of(FAIL, END),
                        unit("a"),
                        unit("b").needs(unit("a")),
                        unit("c").follows(unit("a")),
                        unit("d").needs(unit("b"), unit("c")).after(unit("a"))));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void nothingThatMayHappenBreaksAPromise(Scenario scenario) {
        ModelWorld start = new ModelWorld(UnitGraph.of(scenario.units));
        Set<String> known = new HashSet<>(List.of(start.key()));
        Set<String> settling = new HashSet<>();
        Deque<Node> open = new ArrayDeque<>(step(new Node(start, null, new UnitEvent.StartAsked()), known, settling));
        while (!open.isEmpty()) {
            Node node = open.remove();
            for (UnitEvent event : ModelMoves.all(node.world, scenario.troubles)) {
                open.addAll(step(new Node(node.world.copy(), node, event), known, settling));
            }
        }
        assertThat(known).as("states").hasSizeGreaterThan(10);
    }

    /** Makes one step, and looks whether all becomes quiet from there; empty if that state is known. */
    private static List<Node> step(Node node, Set<String> known, Set<String> settling) {
        try {
            node.world.on(node.event);
            if (!known.add(node.world.key())) {
                return List.of();
            }
            node.world.copy().settle(settling);
            return List.of(node);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("after %s: %s".formatted(node.path(), e.getMessage()), e);
        }
    }

    private static Scenario scenario(Set<Trouble> troubles, TestUnit... units) {
        return new Scenario(List.of(units), troubles);
    }

    private static TestUnit[] mixed() {
        return new TestUnit[] {
            unit("a"), unit("b").follows(unit("a")), unit("c").needs(unit("b")).follows(unit("a"))
        };
    }

    private static TestUnit unit(String name) {
        return new TestUnit(name, new ArrayList<>());
    }
}
