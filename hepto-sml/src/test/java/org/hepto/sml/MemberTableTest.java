package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.hepto.sml.Message.Alive;
import org.junit.jupiter.api.Test;

class MemberTableTest {

    private final MemberTable table = new MemberTable(new SplittableRandom(1));

    private Member add(int number, NodeStateType status) {
        var alive = new Alive(1, "n" + number, Simulation.address(number), Bytes.EMPTY, Vsn.OURS);
        var member = new Member(alive, 1, status, 0);
        table.add(member);
        return member;
    }

    private String probe() {
        return Objects.requireNonNull(table.nextProbe(member -> !member.gone(), member -> false))
                .name();
    }

    @Test
    void aRoundVisitsAllThatAreLeftThoughOthersAreDroppedMeanwhile() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            NodeStateType status = i % 2 == 0 ? NodeStateType.ALIVE : NodeStateType.DEAD;
            Member member = add(i, status);
            if (!member.gone()) {
                expected.add(member.name());
            }
        }
        List<String> visited = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            visited.add(probe());
            String forgotten = "n" + (2 * i + 1);
            table.forget(member -> member.name().equals(forgotten));
        }
        assertThat(visited).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(table.size()).isEqualTo(20);
        assertThat(table.get("n1")).isNull();
    }
}
