package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hepto.daeman.UnitState.BACKOFF;
import static org.hepto.daeman.UnitState.FAILED;
import static org.hepto.daeman.UnitState.READY;
import static org.hepto.daeman.UnitState.STARTING;
import static org.hepto.daeman.UnitState.STOPPED;
import static org.hepto.daeman.UnitState.STOPPING;
import static org.hepto.daeman.UnitState.WAITING;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Single decisions, on the graph {@code kubelet after apiserver needs etcd}. */
class PlannerTest {
    private final TestUnit etcd = new TestUnit("etcd", new ArrayList<>());
    private final TestUnit apiserver = new TestUnit("apiserver", new ArrayList<>()).needs(etcd);
    private final TestUnit kubelet = new TestUnit("kubelet", new ArrayList<>()).after(apiserver);
    private final UnitGraph graph = UnitGraph.of(etcd, apiserver, kubelet);
    private final Map<String, Situation> situations = new HashMap<>();

    @Test
    void startsWhatNeedsNothing() {
        given(WAITING, WAITING, WAITING);
        assertThat(next()).containsExactly("etcd STARTING");
    }

    @Test
    void waitsForAStart() {
        given(STARTING, WAITING, WAITING);
        assertThat(next()).isEmpty();
        assertThat(blockers("apiserver")).containsExactly("etcd");
    }

    @Test
    void aWeakDependentStartsOnceTheOtherHasBeenReady() {
        given(READY, WAITING, WAITING);
        assertThat(next()).containsExactly("apiserver STARTING");
        situations.put("apiserver", new Situation(BACKOFF, false, true, false));
        assertThat(next()).containsExactly("kubelet STARTING");
    }

    @Test
    void doesNotStartAUnitThatIsStillBusy() {
        given(WAITING, WAITING, WAITING);
        situations.put("etcd", new Situation(WAITING, true, false, false));
        assertThat(next()).isEmpty();
    }

    @Test
    void aFailedUnitWaitsForItsStrongDependents() {
        given(FAILED, READY, READY);
        assertThat(next()).containsExactly("apiserver STOPPING");
        given(FAILED, STOPPING, READY);
        assertThat(next()).isEmpty();
        given(FAILED, WAITING, READY);
        assertThat(next()).containsExactly("etcd STOPPING");
    }

    @Test
    void givesUpAStartWhoseNeedHasFailed() {
        given(FAILED, STARTING, WAITING);
        assertThat(next()).containsExactly("apiserver STOPPING");
    }

    @Test
    void doesNotStartAnythingOnAUnitThatIsAboutToLeave() {
        given(READY, WAITING, WAITING);
        situations.put("etcd", new Situation(READY, false, true, true));
        assertThat(next()).containsExactly("etcd STOPPING");
        assertThat(blockers("apiserver")).containsExactly("etcd");
    }

    @Test
    void endingStopsWeakDependentsFirst() {
        given(READY, READY, READY);
        assertThat(ending()).containsExactly("kubelet STOPPING");
        given(READY, READY, STOPPED);
        assertThat(ending()).containsExactly("apiserver STOPPING");
    }

    @Test
    void endingStopsWhatIsDownAtOnce() {
        given(BACKOFF, WAITING, READY);
        assertThat(ending()).containsExactly("etcd STOPPED", "apiserver STOPPED", "kubelet STOPPING");
    }

    private void given(UnitState... states) {
        List<String> names = List.of("etcd", "apiserver", "kubelet");
        for (int i = 0; i < states.length; i++) {
            situations.put(names.get(i), new Situation(states[i], false, states[i] == READY, false));
        }
    }

    private List<String> next() {
        return steps(false);
    }

    private List<String> ending() {
        return steps(true);
    }

    private List<String> steps(boolean ending) {
        return Planner.next(graph, this::situation, ending).stream()
                .map(step -> step.unit() + " " + step.to())
                .toList();
    }

    private List<String> blockers(String unit) {
        return Planner.blockers(graph, this::situation, unit);
    }

    private Situation situation(String name) {
        return Objects.requireNonNull(situations.get(name));
    }
}
