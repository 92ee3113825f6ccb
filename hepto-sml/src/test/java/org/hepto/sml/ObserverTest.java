package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hepto.sml.Simulation.SimNode;
import org.junit.jupiter.api.Test;

/** A process that exchanges states with anchors and is no member. */
class ObserverTest {

    private static final long MINUTE = 60_000;

    private final Simulation simulation = new Simulation(1, Timing.WAN).cluster(10);

    private SimNode observer() {
        SimNode observer = simulation.observer("newcomer", Simulation.address(100));
        observer.join("n1");
        return observer;
    }

    @Test
    void itSeesTheMembersAndNoneSeesIt() {
        SimNode observer = observer();
        simulation.run(MINUTE);
        assertThat(observer.living()).isEqualTo(10);
        assertThat(simulation.nodes().subList(0, 10))
                .allSatisfy(node -> assertThat(node.swim.knows("newcomer")).isFalse());
        simulation.get(5).down = true;
        simulation.get(6).swim.leave(simulation.now());
        simulation.run(10 * MINUTE);
        assertThat(observer.living()).isEqualTo(8);
        assertThat(observer.swim.members()).hasSize(8);
        assertThat(observer.pulls).as("one at the start, then four a minute").isBetween(42, 46);
    }

    @Test
    void itSuspectsNobodyThoughItReachesOneMemberOnly() {
        SimNode observer = observer();
        observer.only = simulation.get(1);
        simulation.observe((node, event) -> assertThat(event.type()).isEqualTo(MemberEvent.Type.JOIN));
        simulation.run(30 * MINUTE);
        assertThat(observer.living()).isEqualTo(10);
        assertThat(simulation.nodes())
                .allSatisfy(node -> assertThat(node.counters.get(Counters.Event.PROBES_FAILED))
                        .isZero());
    }

    @Test
    void itsAnchorIsTriedUntilItAnswersAndAgainWhenItIsBack() {
        simulation.get(1).down = true;
        SimNode observer = observer();
        simulation.run(20 * MINUTE);
        assertThat(observer.living()).isZero();
        simulation.get(1).down = false;
        simulation.get(1).schedule();
        simulation.run(7 * MINUTE);
        assertThat(observer.living()).isEqualTo(10);
        observer.swim.leave(simulation.now());
        assertThat(observer.swim.left()).isTrue();
    }

    @Test
    void statesGoBothWaysOnTheNetwork() {
        try (JavaPeer member = JavaPeer.start("member")) {
            member.cluster.userState(Bytes.utf8("of the member"));
            try (JavaPeer observer = JavaPeer.start(
                    "observer", options -> options.asObserver().withAnchors(List.of(member.address())))) {
                observer.cluster.userState(Bytes.utf8("of the observer"));
                observer.states.await("state", "of the member"::equals);
                observer.cluster.join(List.of(member.address())).join();
                member.states.await("state", "of the observer"::equals);
                observer.await(MemberEvent.Type.JOIN, "member");
                assertThat(observer.cluster.living()).hasSize(1);
                observer.cluster.close();
            }
            assertThat(member.cluster.members()).hasSize(1);
            assertThat(member.changes.all()).isEmpty();
        }
    }
}
