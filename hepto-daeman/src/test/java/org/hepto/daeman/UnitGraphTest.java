package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnitGraphTest {
    private final TestUnit etcd = unit("etcd");
    private final TestUnit apiserver = unit("apiserver").needs(etcd);
    private final TestUnit kubelet = unit("kubelet").after(apiserver);

    @Test
    void ordersUnitsAfterWhatTheyDependOn() {
        assertThat(UnitGraph.of(kubelet, apiserver, etcd).names()).containsExactly("etcd", "apiserver", "kubelet");
    }

    @Test
    void keepsTheGivenOrderWhereItMay() {
        assertThat(UnitGraph.of(unit("c"), unit("a"), unit("b")).names()).containsExactly("c", "a", "b");
    }

    @Test
    void printsOneLinePerUnit() {
        assertThat(UnitGraph.of(etcd, apiserver, kubelet.needs(etcd)))
                .hasToString("etcd\napiserver needs etcd\nkubelet needs etcd after apiserver");
    }

    @Test
    void tellsItsEdges() {
        assertThat(UnitGraph.of(etcd, apiserver, kubelet).edges())
                .extracting(UnitEdge::toString)
                .containsExactly("apiserver needs etcd", "kubelet after apiserver");
    }

    @Test
    void aNeedThatIsNamedAsAfterTooIsANeed() {
        assertThat(UnitGraph.of(etcd, unit("x").after(etcd).needs(etcd)).edges())
                .extracting(UnitEdge::toString)
                .containsExactly("x needs etcd");
    }

    @Test
    void aUnitMayBothNeedAndFollowAnother() {
        assertThat(UnitGraph.of(etcd, unit("x").follows(etcd).needs(etcd).after(etcd)))
                .hasToString("etcd\nx needs etcd follows etcd")
                .satisfies(graph -> assertThat(graph.edges())
                        .extracting(UnitEdge::toString)
                        .containsExactly("x needs etcd", "x follows etcd"));
    }

    @Test
    void aCycleOfFollowersIsRefused() {
        TestUnit a = unit("a");
        assertRefused("cycle: a -> b -> a", a.follows(unit("b")), unit("b").follows(a));
    }

    @Test
    void ignoresAnAbsentUnitThatIsOnlyFollowed() {
        assertThat(UnitGraph.of(unit("x").follows(etcd))).hasToString("x");
    }

    @Test
    void ignoresAnAbsentUnitThatIsOnlyComeAfter() {
        assertThat(UnitGraph.of(kubelet)).hasToString("kubelet");
    }

    @Test
    void refusesAMissingNeed() {
        assertRefused("apiserver needs etcd, which is not there", apiserver);
    }

    @Test
    void refusesADuplicateName() {
        assertRefused("two units are named etcd", etcd, unit("etcd"));
    }

    @Test
    void refusesACycleAndShowsIt() {
        TestUnit a = unit("a");
        TestUnit b = unit("b").needs(a);
        assertRefused(
                "cycle: a -> c -> b -> a",
                unit("z"),
                a.after(unit("c")),
                b,
                unit("c").needs(b));
    }

    @Test
    void refusesAUnitThatNeedsItself() {
        TestUnit a = unit("a");
        assertRefused("cycle: a -> a", a.needs(a));
    }

    @Test
    void refusesAValueOfAnotherType() {
        Unit<Nothing> other = new Unit<>() {
            @Override
            public UnitKey<Nothing> key() {
                return UnitKey.of("other");
            }

            @Override
            public List<UnitKey<?>> needs() {
                return List.of(UnitKey.of("etcd", String.class));
            }

            @Override
            public Nothing start(UnitContext context) {
                return Nothing.NOTHING;
            }
        };
        assertRefused("other expects a String of etcd, which provides a Integer", etcd, other);
    }

    @Test
    void tellsAllProblemsAtOnce() {
        assertThatThrownBy(() -> UnitGraph.of(apiserver, unit("apiserver"), kubelet.needs(kubelet)))
                .isInstanceOfSatisfying(
                        UnitGraphException.class, e -> assertThat(e.problems()).hasSize(3));
    }

    @Test
    void refusesABlankName() {
        assertThatThrownBy(() -> UnitKey.of(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    private static TestUnit unit(String name) {
        return new TestUnit(name, new ArrayList<>());
    }

    private static void assertRefused(String problem, Unit<?>... units) {
        assertThatThrownBy(() -> UnitGraph.of(units))
                .isInstanceOf(UnitGraphException.class)
                .hasMessage(problem);
    }
}
