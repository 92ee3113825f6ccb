package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.hepto.sml.Simulation.SimNode;
import org.junit.jupiter.api.Test;

class AnchorsTest {

    private static final long MINUTE = 60_000;
    private static final Address ONE = Simulation.address(1);
    private static final Address TWO = Simulation.address(2);

    private final Anchors anchors = new Anchors(new Pause.Maker(new SplittableRandom(1), 1000, 60_000));

    private int turns(long from, long to) {
        int turns = 0;
        for (long now = from; now < to; now += 500) {
            turns += anchors.due(now, address -> false).size();
        }
        return turns;
    }

    @Test
    void aHostThatIsNotResolvedIsAskedForWithGrowingPausesForEver() {
        anchors.add("host", 0);
        assertThat(turns(0, 500)).as("the first attempt is who adds it").isZero();
        assertThat(turns(500, 60 * MINUTE)).isBetween(45, 90);
        assertThat(turns(600 * MINUTE, 602 * MINUTE)).isPositive();
    }

    @Test
    void eachAddressThatAnsweredIsPresentUntilAMemberIsLost() {
        anchors.add("host", 0);
        anchors.resolved("host", List.of(ONE, TWO));
        anchors.answered(ONE);
        assertThat(anchors.missing("host", address -> false)).containsExactly(TWO);
        assertThat(anchors.missing("host", TWO::equals)).isEmpty();
        anchors.answered(TWO);
        assertThat(turns(0, 10 * MINUTE)).isZero();
        anchors.lost();
        assertThat(turns(10 * MINUTE, 10 * MINUTE + 1)).isEqualTo(1);
        assertThat(anchors.missing("host", address -> false)).containsExactly(ONE, TWO);
        anchors.resolved("host", List.of(TWO));
        assertThat(anchors.has(ONE)).isFalse();
    }

    @Test
    void hostsAndTheirAddressesAreBounded() {
        for (int i = 0; i < 1000; i++) {
            anchors.add("host" + i, 0);
            anchors.resolved(
                    "host" + i,
                    java.util.stream.IntStream.range(0, 1000)
                            .mapToObj(Simulation::address)
                            .toList());
        }
        assertThat(anchors.due(MINUTE, address -> false)).hasSize(Anchors.CAPACITY);
        assertThat(anchors.missing("host0", address -> false)).hasSize(Anchors.MAX_ADDRESSES);
    }

    @Test
    void anAnchorIsFoundWhenItsNameCanBeResolvedAtLastAndWhereverItMovedTo() {
        var simulation = new Simulation(1, Timing.WAN);
        SimNode anchor = simulation.node("anchor", Simulation.address(1));
        simulation.host("anchor.example");
        SimNode node = simulation.node("node", Simulation.address(0));
        node.join("anchor.example");
        simulation.run(30 * MINUTE);
        assertThat(node.living()).isEqualTo(1);
        simulation.host("anchor.example", anchor.address);
        simulation.run(7 * MINUTE);
        assertThat(node.living()).isEqualTo(2);

        anchor.down = true;
        simulation.run(10 * MINUTE);
        assertThat(node.living()).isEqualTo(1);
        simulation.node("another", Simulation.address(5));
        simulation.host("anchor.example", Simulation.address(5));
        simulation.run(7 * MINUTE);
        assertThat(node.living()).isEqualTo(2);
    }

    @Test
    void anAnchorAtAnAddressThatItDoesNotAdvertiseIsNotAskedAgainAndAgain() {
        var simulation = new Simulation(2, Timing.WAN);
        SimNode anchor = simulation.node("anchor", Simulation.address(1));
        simulation.alias(Simulation.address(11), anchor);
        simulation.host("anchor.example", anchor.address, Simulation.address(11));
        SimNode node = simulation.node("node", Simulation.address(0));
        node.join("anchor.example");
        simulation.run(10 * MINUTE);
        assertThat(node.living()).isEqualTo(2);
        assertThat(node.pulls).as("two at the start, then one a minute").isBetween(10, 13);
    }

    @Test
    void joiningAKnownMemberByItsAddressKeepsItsName() {
        var simulation = new Simulation(3, Timing.WAN).cluster(3);
        simulation.run(MINUTE);
        int before = simulation.get(0).pulls;
        simulation.get(0).join("n1");
        simulation.run(2 * MINUTE);
        assertThat(simulation.get(0).pulls - before).isLessThanOrEqualTo(3);
        assertThat(simulation.get(0).swim.peers().nameAt(simulation.get(1).address))
                .isEqualTo("n1");
    }

    @Test
    void aPartitionFromAnAnchorBehindAnotherAddressHeals() {
        var simulation = new Simulation(4, Timing.WAN);
        SimNode anchor = simulation.node("anchor", Simulation.address(1));
        simulation.alias(Simulation.address(11), anchor);
        simulation.host("anchor.example", Simulation.address(11));
        SimNode node = simulation.node("node", Simulation.address(0));
        node.join("anchor.example");
        simulation.run(MINUTE);
        assertThat(node.living()).isEqualTo(2);
        anchor.side = 1;
        simulation.run(60 * MINUTE);
        assertThat(node.living()).isEqualTo(1);
        anchor.side = 0;
        simulation.run(7 * MINUTE);
        assertThat(node.living()).isEqualTo(2);
    }
}
