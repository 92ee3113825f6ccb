package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.hepto.services.gossip.ExchangePlan.Correspondent;
import org.junit.jupiter.api.Test;

class ExchangePlanTest {
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    private static final List<String> ANCHORS = List.of("anchor:7946");

    private final ExchangePlan plan = new ExchangePlan();

    private static Correspondent other(String name, boolean fresh, boolean living) {
        return new Correspondent(
                name, fresh, living, "[fd00::1]:7946", List.of("[2001:db8::1]:7946", "[2001:db8::2]:7946"));
    }

    @Test
    void membersThatTheMeshReachesAreLeftToGossip() {
        assertThat(plan.due(List.of(other("n1", true, true)), ANCHORS, NOW)).isEmpty();
    }

    @Test
    void memberThatIsNotKnownYetIsAskedInTheMeshOnly() {
        List<Correspondent> one = List.of(other("n1", true, false));
        assertThat(plan.due(one, ANCHORS, NOW)).containsExactly("[fd00::1]:7946");
        assertThat(plan.due(one, ANCHORS, NOW.plusSeconds(9))).isEmpty();
        assertThat(plan.due(one, ANCHORS, NOW.plusSeconds(10))).containsExactly("[fd00::1]:7946");
    }

    @Test
    void memberWhoseMeshIsDownIsAskedAtEachOfItsAddressesInTurn() {
        List<Correspondent> one = List.of(other("n1", false, true), other("n2", true, true));
        assertThat(plan.due(one, ANCHORS, NOW)).as("the mesh comes first").isEmpty();
        assertThat(plan.due(one, ANCHORS, NOW.plusSeconds(19))).isEmpty();
        assertThat(plan.due(one, ANCHORS, NOW.plusSeconds(20))).containsExactly("[2001:db8::2]:7946");
        assertThat(plan.due(one, ANCHORS, NOW.plusSeconds(49))).isEmpty();
        assertThat(plan.due(one, ANCHORS, NOW.plusSeconds(50))).containsExactly("[2001:db8::1]:7946");
    }

    @Test
    void meshHasItsChanceAgainEachTimeThatItGoesDown() {
        List<Correspondent> down = List.of(other("n1", false, true));
        plan.due(down, List.of(), NOW);
        assertThat(plan.due(down, List.of(), NOW.plusSeconds(20))).hasSize(1);
        plan.due(List.of(other("n1", true, true)), List.of(), NOW.plusSeconds(100));
        assertThat(plan.due(down, List.of(), NOW.plusSeconds(200))).isEmpty();
        assertThat(plan.due(down, List.of(), NOW.plusSeconds(220))).hasSize(1);
    }

    @Test
    void anchorsAreAskedWhenTheMeshReachesNobody() {
        assertThat(plan.due(List.of(), ANCHORS, NOW)).isEmpty();
        assertThat(plan.due(List.of(), ANCHORS, NOW.plusSeconds(20))).containsExactly("anchor:7946");
        assertThat(plan.due(List.of(), ANCHORS, NOW.plusSeconds(21))).isEmpty();
    }

    @Test
    void clockThatIsSetBackKeepsNobodyWaiting() {
        List<Correspondent> one = List.of(other("n1", false, true));
        plan.due(one, ANCHORS, NOW);
        assertThat(plan.due(one, ANCHORS, NOW.plusSeconds(20))).hasSize(2);
        Instant before = NOW.minus(Duration.ofDays(365));
        assertThat(plan.due(one, ANCHORS, before)).isEmpty();
        assertThat(plan.due(one, ANCHORS, before.plusSeconds(20))).hasSize(2);
        assertThat(plan.due(one, ANCHORS, before.plusSeconds(49))).isEmpty();
    }

    @Test
    void manyThatAreOffAreAskedAFewAtATime() {
        List<Correspondent> many = IntStream.range(0, 100)
                .mapToObj(i -> other("n" + i, false, false))
                .toList();
        plan.due(many, List.of(), NOW);
        assertThat(plan.due(many, List.of(), NOW.plusSeconds(20))).hasSize(3);
        assertThat(plan.due(many, List.of(), NOW.plusSeconds(25))).hasSize(3);
    }

    @Test
    void manyThatAreOffKeepNoneOfThemFromBeingAsked() {
        List<Correspondent> many = IntStream.range(0, 100)
                .mapToObj(i -> new Correspondent("n" + i, false, false, "mesh", List.of("n" + i)))
                .toList();
        Set<String> asked = new HashSet<>();
        for (int second = 0; second < 5 * 60; second += 5) {
            asked.addAll(plan.due(many, List.of(), NOW.plusSeconds(second)));
        }
        assertThat(asked).hasSize(100);
    }
}
