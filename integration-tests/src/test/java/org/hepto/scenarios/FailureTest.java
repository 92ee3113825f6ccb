package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.hepto.scenarios.Failure.DaemonKill;
import org.hepto.scenarios.Failure.Partition;
import org.hepto.scenarios.Failure.PlaneKill;
import org.hepto.scenarios.Failure.PowerCut;
import org.hepto.scenarios.Failure.Renumbering;
import org.junit.jupiter.api.Test;

class FailureTest {
    private static final List<String> HOMES = List.of("n1", "n2");
    private static final int COUNT = 20;

    /** Those of a thousand seeds. */
    private static List<List<Failure>> drawn() {
        return LongStream.range(0, 1000).mapToObj(FailureTest::drawn).toList();
    }

    private static List<Failure> drawn(long seed) {
        return Failure.draw(new Random(seed), "m1", HOMES, COUNT);
    }

    private static <T extends Failure> List<T> only(Class<T> kind, List<Failure> failures) {
        return failures.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void oneSeedMakesTheSameFailuresAndAnotherMakesOthers() {
        assertThat(drawn(7)).hasSize(COUNT).isEqualTo(drawn(7)).isNotEqualTo(drawn(8));
    }

    @Test
    void theMasterIsCutTwiceAtMostAndNeverRenumbered() {
        for (List<Failure> failures : drawn()) {
            assertThat(only(PowerCut.class, failures))
                    .filteredOn(cut -> cut.node().equals("m1"))
                    .hasSizeLessThanOrEqualTo(2);
            assertThat(only(Renumbering.class, failures))
                    .extracting(Renumbering::node)
                    .isSubsetOf(HOMES);
        }
    }

    @Test
    void noPrefixComesTwice() {
        for (List<Failure> failures : drawn()) {
            assertThat(only(Renumbering.class, failures))
                    .extracting(Renumbering::prefix)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void partitionsTakeTwentyToNinetySeconds() {
        for (List<Failure> failures : drawn()) {
            assertThat(only(Partition.class, failures))
                    .allMatch(partition -> partition.lasts().toSeconds() >= 20
                            && partition.lasts().toSeconds() <= 90);
        }
    }

    @Test
    void twoHundredOfThemHaveEveryKind() {
        Set<Class<?>> kinds = new HashSet<>();
        Set<String> planes = new HashSet<>();
        Set<Boolean> graceful = new HashSet<>();
        Set<Integer> sites = new HashSet<>();
        for (Failure failure : Failure.draw(new Random(1), "m1", HOMES, 200)) {
            kinds.add(failure.getClass());
            switch (failure) {
                case PlaneKill kill -> planes.add(kill.plane());
                case Partition partition -> sites.add(partition.nodes().size());
                case Renumbering renumbering -> graceful.add(renumbering.graceful());
                case DaemonKill _, PowerCut _ -> {}
            }
        }
        assertThat(kinds).hasSize(5);
        assertThat(planes).containsExactlyInAnyOrder("node", "control-plane");
        assertThat(graceful).hasSize(2);
        assertThat(sites).containsExactlyInAnyOrder(1, 3);
    }
}
