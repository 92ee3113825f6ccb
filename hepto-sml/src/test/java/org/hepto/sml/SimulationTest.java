package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hepto.sml.Simulation.SimNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The state machine in clusters on a virtual clock: every run is the same, none waits. */
class SimulationTest {

    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;

    private static void assertAllSee(Simulation simulation, int living) {
        assertThat(simulation.nodes().stream().filter(node -> !node.down).toList())
                .allSatisfy(node -> assertThat(node.living()).as(node.name).isEqualTo(living));
    }

    @Test
    void nodesThatJoinOneAllFindEachOther() {
        var simulation = new Simulation(1, Timing.WAN);
        SimNode first = simulation.node("n0", Simulation.address(0));
        for (int i = 1; i < 20; i++) {
            simulation.node("n" + i, Simulation.address(i)).join(first);
        }
        simulation.run(10 * SECOND);
        assertAllSee(simulation, 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10, 100})
    void aDeadNodeIsDeclaredWithinTheFormulasBounds(int n) {
        var simulation = new Simulation(n, Timing.WAN).cluster(n);
        simulation.run(MINUTE);
        long killed = simulation.now();
        var firstSuspected = new AtomicLong();
        var firstFailed = new AtomicLong();
        simulation.observe((node, event) -> {
            if (event.type() == MemberEvent.Type.SUSPECT) {
                firstSuspected.compareAndSet(0, simulation.now() - killed);
            } else if (event.type() == MemberEvent.Type.FAILED) {
                firstFailed.compareAndSet(0, simulation.now() - killed);
            }
        });
        simulation.get(0).down = true;
        simulation.run(10 * MINUTE);
        assertThat(firstSuspected.get()).isPositive().isLessThanOrEqualTo(Expectations.latestSuspicion(Timing.WAN, n));
        assertThat(firstFailed.get() - firstSuspected.get())
                .isBetween(ClusterMath.suspicionMin(Timing.WAN, n), ClusterMath.suspicionMax(Timing.WAN, n));
        assertThat(simulation.nodes().stream().skip(1).toList())
                .allSatisfy(node -> assertThat(node.living()).isEqualTo(n - 1));
    }

    @Test
    void withFivePercentLossNoLiveNodeDiesInAnHour() {
        var simulation = new Simulation(7, Timing.WAN).cluster(100).loss(0.05, 0.05);
        List<MemberEvent> wrong = new ArrayList<>();
        simulation.observe((node, event) -> {
            if (event.type() == MemberEvent.Type.FAILED) {
                wrong.add(event);
            }
        });
        simulation.run(60 * MINUTE);
        assertThat(wrong).isEmpty();
        assertAllSee(simulation, 100);
    }

    @Test
    void aWrongSuspicionIsRefutedWithAHigherIncarnation() {
        var simulation = new Simulation(3, Timing.WAN).cluster(10);
        simulation.run(MINUTE);
        simulation.get(1).swim.received(new Message.Suspect(1, "n5", "n3"), Simulation.address(3), simulation.now());
        assertThat(simulation.get(1).statusOf("n5")).isEqualTo(NodeStateType.SUSPECT);
        simulation.run(20 * SECOND);
        assertAllSee(simulation, 10);
        assertThat(simulation.get(5).counters.get(Counters.Event.REFUTATIONS)).isEqualTo(1);
        assertThat(simulation.get(2).swim.members())
                .filteredOn(member -> member.name().equals("n5"))
                .allSatisfy(member -> assertThat(member.incarnation()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(longs = {0xffff_ffffL, 0xffff_fffeL, 0x8000_0000L, 0x7fff_ffffL})
    void noAccusationSilencesANode(long incarnation) {
        var simulation = new Simulation(incarnation, Timing.WAN).cluster(10);
        simulation.run(MINUTE);
        for (int i = 0; i < 3; i++) {
            SimNode accuser = simulation.get(1 + i);
            accuser.swim.received(
                    new Message.Suspect(incarnation, "n5", "n3"), Simulation.address(3), simulation.now());
            accuser.schedule();
            simulation.run(25 * SECOND);
            assertAllSee(simulation, 10);
        }
        simulation.get(5).swim.meta(Bytes.utf8("news"), simulation.now());
        simulation.run(20 * SECOND);
        assertThat(simulation.nodes())
                .allSatisfy(node -> assertThat(node.swim.members())
                        .filteredOn(member -> member.name().equals("n5"))
                        .allSatisfy(member -> assertThat(member.meta().toUtf8()).isEqualTo("news")));
    }

    @Test
    void aNodeThatLeavesIsNotMournedAsDead() {
        var simulation = new Simulation(4, Timing.WAN).cluster(20);
        simulation.run(MINUTE);
        var types = new ArrayList<MemberEvent.Type>();
        simulation.observe((node, event) -> types.add(event.type()));
        simulation.get(3).swim.leave(simulation.now());
        assertThat(simulation.get(3).swim.left()).isFalse();
        simulation.run(10 * SECOND);
        assertThat(simulation.get(3).swim.left()).isTrue();
        simulation.get(3).down = true;
        simulation.run(5 * MINUTE);
        assertThat(types).hasSize(20).containsOnly(MemberEvent.Type.LEAVE);
    }

    @ParameterizedTest
    @ValueSource(longs = {3 * MINUTE, 60 * MINUTE})
    void aFullPartitionHealsByItself(long length) {
        var simulation = new Simulation(length, Timing.WAN).cluster(20);
        simulation.run(MINUTE);
        for (int i = 0; i < 20; i += 2) {
            simulation.get(i).side = 1;
        }
        simulation.run(length);
        assertAllSee(simulation, 10);
        simulation.nodes().forEach(node -> node.side = 0);
        simulation.run(10 * MINUTE);
        assertAllSee(simulation, 20);
    }

    @Test
    void aForgottenNodeIsTriedNoMoreAndWelcomeWhenItComesBack() {
        var simulation = new Simulation(13, Timing.WAN).cluster(5);
        simulation.run(MINUTE);
        simulation.get(2).down = true;
        simulation.run(20 * MINUTE);
        List<SimNode> others =
                simulation.nodes().stream().filter(node -> !node.down).toList();
        int before = others.stream().mapToInt(node -> node.pulls).sum();
        simulation.run(30 * MINUTE);
        int looking = others.stream().mapToInt(node -> node.pulls).sum() - before;
        others.forEach(node -> node.swim.forget("n2"));
        simulation.run(30 * MINUTE);
        int calm = others.stream().mapToInt(node -> node.pulls).sum() - before - looking;
        assertThat(calm).as("one a minute and node").isBetween(4 * 30 - 4, 4 * 30 + 4);
        assertThat(looking).isGreaterThan(calm + 4 * 3);
        simulation.get(2).down = false;
        simulation.get(2).schedule();
        simulation.run(10 * MINUTE);
        assertAllSee(simulation, 5);
    }

    @Test
    void aRestartedNodeOvertakesItsOldIncarnation() {
        var simulation = new Simulation(6, Timing.WAN).cluster(5);
        simulation.run(MINUTE);
        for (int i = 0; i < 3; i++) {
            simulation.get(2).swim.meta(Bytes.utf8("m" + i), simulation.now());
        }
        simulation.run(20 * SECOND);
        simulation.get(2).down = true;
        simulation.run(SECOND);
        SimNode again = simulation.node("n2", Simulation.address(2));
        again.join(simulation.get(0));
        simulation.run(30 * SECOND);
        assertAllSee(simulation, 5);
        assertThat(simulation.get(1).swim.members())
                .filteredOn(member -> member.name().equals("n2"))
                .allSatisfy(member -> assertThat(member.meta()).isEqualTo(Bytes.EMPTY));
    }

    @Test
    void anotherAddressIsRefusedWhileTheOldOneLivesAndAcceptedAfterwards() {
        var simulation = new Simulation(8, Timing.WAN).cluster(5);
        simulation.run(MINUTE);
        SimNode moved = simulation.node("n2", Simulation.address(77));
        moved.join(simulation.get(0));
        simulation.run(SECOND);
        assertThat(simulation.get(0).counters.get(Counters.Event.CONFLICTS)).isPositive();
        simulation.get(2).down = true;
        simulation.run(10 * MINUTE);
        assertAllSee(simulation, 5);
        assertThat(simulation.get(4).swim.members())
                .filteredOn(member -> member.name().equals("n2"))
                .allSatisfy(member -> assertThat(member.address()).isEqualTo(Simulation.address(77)));
    }

    @Test
    void aNodeThatLeftMayComeBackElsewhereAtOnce() {
        var simulation = new Simulation(9, Timing.WAN).cluster(5);
        simulation.run(MINUTE);
        simulation.get(2).swim.leave(simulation.now());
        simulation.run(10 * SECOND);
        simulation.get(2).down = true;
        simulation.node("n2", Simulation.address(77)).join(simulation.get(0));
        simulation.run(20 * SECOND);
        assertAllSee(simulation, 5);
    }

    @Test
    void deafPacketsButWorkingStreamsKeepANodeAlive() {
        var simulation = new Simulation(10, Timing.WAN).cluster(5).loss(1, 0);
        simulation.run(5 * MINUTE);
        assertAllSee(simulation, 5);
        assertThat(simulation.get(0).counters.get(Counters.Event.PROBES_BY_STREAM_ONLY))
                .isPositive();
    }

    @Test
    void newsOfTheApplicationReachesAllWhenItIsPassedOnOnce() {
        var simulation = new Simulation(11, Timing.WAN).cluster(100).loss(0.05, 0.05);
        simulation.run(MINUTE);
        simulation.get(0).user(Bytes.utf8("value"), simulation.get(0).address);
        simulation.run(10 * SECOND);
        assertThat(simulation.nodes()).allMatch(node -> node.received.size() == 1);
    }

    @Test
    void aNodeThatWasFrozenForAWhileIsForgiven() {
        var simulation = new Simulation(12, Timing.WAN).cluster(20);
        simulation.run(MINUTE);
        List<MemberEvent> events = new ArrayList<>();
        simulation.observe((node, event) -> events.add(event));
        simulation.get(4).freeze(25 * SECOND);
        simulation.run(5 * MINUTE);
        assertThat(events)
                .anyMatch(event -> event.type() == MemberEvent.Type.SUSPECT)
                .noneMatch(event -> event.type() == MemberEvent.Type.FAILED);
        assertAllSee(simulation, 20);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        long[] packets = new long[2];
        for (int i = 0; i < 2; i++) {
            var simulation = new Simulation(5, Timing.LAN).cluster(20).loss(0.1, 0.1);
            simulation.run(5 * MINUTE);
            packets[i] = simulation.packets();
        }
        assertThat(packets[0]).isEqualTo(packets[1]);
    }
}
