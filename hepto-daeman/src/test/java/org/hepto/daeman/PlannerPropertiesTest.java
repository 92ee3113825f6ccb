package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for every decision, whatever the graph and the situation, even one that should never be. */
class PlannerPropertiesTest {
    @Property
    void startsOnlyOnNeedsThatAreReady(@ForAll Random random) {
        Case given = new Case(random);
        for (Planner.Step step : given.next(false)) {
            if (step.to() == UnitState.STARTING) {
                assertThat(given.graph.neighbours(step.unit()).needs())
                        .allMatch(need -> given.of(need).state() == UnitState.READY);
                assertThat(given.graph.neighbours(step.unit()).after())
                        .allMatch(other -> given.of(other).onceReady());
                assertThat(given.of(step.unit()).busy()).isFalse();
            }
        }
    }

    @Property
    void stopsOnlyWhatNoRunningUnitNeeds(@ForAll Random random, @ForAll boolean ending) {
        Case given = new Case(random);
        for (Planner.Step step : given.next(ending)) {
            if (step.to() == UnitState.STOPPING) {
                assertThat(given.graph.neighbours(step.unit()).neededBy())
                        .noneMatch(dependent -> given.of(dependent).state().isUp());
            }
        }
    }

    @Property
    void decidesOnlyWhatTheTableAllows(@ForAll Random random, @ForAll boolean ending) {
        Case given = new Case(random);
        for (Planner.Step step : given.next(ending)) {
            assertThat(given.of(step.unit()).state().mayBecome(step.to())).isTrue();
        }
    }

    @Property
    void leavesUnitsAloneWhenNothingIsWrongWithWhatTheyNeed(@ForAll Random random) {
        Case given = new Case(random);
        given.situations.replaceAll((name, old) -> new Situation(UnitState.READY, false, true, false));
        assertThat(given.next(false)).isEmpty();
    }

    @Property
    void nothingStartsWhileEnding(@ForAll Random random) {
        assertThat(new Case(random).next(true))
                .extracting(Planner.Step::to)
                .isSubsetOf(EnumSet.of(UnitState.STOPPING, UnitState.STOPPED));
    }

    @Property
    void aWaitingUnitStartsOrTellsWhatItWaitsFor(@ForAll Random random) {
        Case given = new Case(random);
        List<Planner.Step> steps = given.next(false);
        for (String name : given.graph.names()) {
            Situation situation = given.of(name);
            if (situation.state() == UnitState.WAITING && !situation.busy()) {
                boolean starts = steps.contains(new Planner.Step(name, UnitState.STARTING));
                assertThat(Planner.blockers(given.graph, given::of, name).isEmpty())
                        .isEqualTo(starts);
            }
        }
    }

    /** A random graph in a random situation. */
    private static final class Case {
        final UnitGraph graph;
        final Map<String, Situation> situations = new HashMap<>();

        Case(Random random) {
            graph = UnitGraph.of(RandomGraphs.units(random, new ArrayList<>()));
            UnitState[] states = UnitState.values();
            for (String name : graph.names()) {
                UnitState state = states[random.nextInt(states.length)];
                situations.put(
                        name, new Situation(state, random.nextBoolean(), random.nextBoolean(), random.nextInt(5) == 0));
            }
        }

        Situation of(String name) {
            return GraphCheck.known(situations, name);
        }

        List<Planner.Step> next(boolean ending) {
            return Planner.next(graph, this::of, ending);
        }
    }
}
