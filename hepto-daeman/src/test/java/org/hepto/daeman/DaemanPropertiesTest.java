package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whole lives of random graphs with random failures, with calls in random order and time moved by hand. */
class DaemanPropertiesTest {
    @Property(tries = 300)
    void noUnitRunsWithoutWhatItNeeds(@ForAll Random random) {
        Life life = new Life(random);
        life.troubled();
        life.recovered();
    }

    @Property(tries = 300)
    void allBecomesReadyAgainAfterFailures(@ForAll Random random) {
        Life life = new Life(random);
        life.troubled();
        life.recovered();
        assertThat(life.daeman.status().isReady())
                .as(() -> life.daeman.status().toString())
                .isTrue();
        assertThat(life.time.timers()).as("timers when idle").isZero();
    }

    @Property(tries = 300)
    void stopsInAReverseTopologicalOrder(@ForAll Random random) {
        Life life = new Life(random);
        life.recovered();
        life.journal.clear();
        life.end();
        List<String> stopped =
                life.journal.stream().map(line -> line.replace("stop ", "")).toList();
        assertThat(stopped).containsExactlyInAnyOrderElementsOf(life.graph.names());
        assertThat(life.graph.edges())
                .allMatch(edge -> stopped.indexOf(edge.unit()) < stopped.indexOf(edge.on()), "dependents first");
    }

    @Property(tries = 300)
    void stopsAllEvenInTheMiddleOfTrouble(@ForAll Random random) {
        Life life = new Life(random);
        life.troubled();
        life.end();
        assertThat(life.daeman.status().isStopped()).isTrue();
        assertThat(life.running).isEmpty();
        assertThat(life.time.timers()).isZero();
    }

    /** One graph from start to end; checks at each start and stop that the order is right. */
    private static final class Life {
        final Random random;
        final List<String> journal = new ArrayList<>();
        final Set<String> running = new HashSet<>();
        final ManualTime time = new ManualTime();
        final ManualThreads threads = new ManualThreads();
        final List<TestUnit> units;
        final UnitGraph graph;
        final Daeman daeman;
        boolean trouble;

        Life(Random random) {
            this.random = random;
            units = RandomGraphs.units(random, journal);
            units.forEach(this::watch);
            graph = UnitGraph.of(units);
            daeman = new Daeman(graph, time, CpuMeter.NONE, threads);
            daeman.start();
        }

        private void watch(TestUnit unit) {
            String name = unit.key().name();
            unit.stopTimeout(Duration.ofDays(1));
            unit.onStart(context -> {
                assertThat(running.add(name)).as("%s runs once", name).isTrue();
                unit.needs().forEach(need -> assertThat(running).contains(need.name()));
                unit.needs().forEach(context::get);
                unit.after().forEach(other -> assertThat(context.find(other)).isPresent());
                unit.follows().forEach(other -> assertThat(context.find(other)).isPresent());
                if (trouble && random.nextInt(4) == 0) {
                    throw new IOException("bad start");
                }
            });
            unit.onStop(() -> {
                assertThat(running.remove(name)).as("%s runs", name).isTrue();
                assertThat(graph.neighbours(name).neededBy()).noneMatch(running::contains);
            });
        }

        void troubled() {
            trouble = true;
            for (int i = 0; i < 60; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> time.advance(Duration.ofMillis(random.nextInt(2000)));
                    case 1 -> failOne();
                    case 2 ->
                        daeman.restart(units.get(random.nextInt(units.size())).key());
                    default -> runOne();
                }
            }
            trouble = false;
        }

        void recovered() {
            for (int i = 0; i < 100 && !daeman.status().isReady(); i++) {
                threads.runAll();
                time.advance(Duration.ofSeconds(1));
            }
            assertNoBrokenPromise();
        }

        void end() {
            Thread.currentThread().interrupt();
            daeman.close();
            assertThat(Thread.interrupted()).isTrue();
            while (threads.size() > 0) {
                runOne();
            }
            assertNoBrokenPromise();
        }

        private void failOne() {
            TestUnit unit = units.get(random.nextInt(units.size()));
            if (unit.context != null) {
                unit.fail(new IOException("exit code 1"));
            }
        }

        private void runOne() {
            if (threads.size() > 0) {
                threads.run(random.nextInt(threads.size()));
            }
        }

        /** An assertion that fails in a unit is a failure of the unit: look for it there. */
        private void assertNoBrokenPromise() {
            assertThat(daeman.status().units())
                    .allSatisfy(unit -> assertThat(unit.lastError().orElse("")).isIn("", "bad start", "exit code 1"));
        }
    }
}
