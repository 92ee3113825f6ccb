package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the graph does, with calls and time moved by hand. */
class DaemanTest {
    private final List<String> journal = new ArrayList<>();
    private final ManualTime time = new ManualTime();
    private final ManualThreads threads = new ManualThreads();
    private final TestUnit etcd = unit("etcd");
    private final TestUnit apiserver = unit("apiserver").needs(etcd);
    private final TestUnit scheduler = unit("scheduler").needs(apiserver);
    private final TestUnit kubelet = unit("kubelet").after(apiserver);
    private final Map<String, Duration> cpu = new HashMap<>();
    private final Daeman daeman = new Daeman(
            UnitGraph.of(etcd, apiserver, scheduler, kubelet),
            time,
            measured -> Optional.ofNullable(cpu.get(measured.key().name())),
            threads);

    @Test
    void startsNothingBeforeStart() {
        assertThat(threads.size()).isZero();
        assertThat(states()).containsOnly(UnitState.WAITING);
    }

    @Test
    void startsUnitsAfterWhatTheyNeed() {
        startAll();
        assertThat(journal).containsExactly("start etcd", "start apiserver", "start scheduler", "start kubelet");
    }

    @Test
    void startsWhatDoesNotDependOnEachOtherAtOnce() {
        daeman.start();
        threads.run(0);
        threads.run(0);
        assertThat(threads.size()).as("scheduler and kubelet").isEqualTo(2);
    }

    @Test
    void nothingIsLeftToRunWhenAllIsReady() {
        startAll();
        assertThat(time.timers()).isZero();
        assertThat(threads.size()).isZero();
    }

    @Test
    void dependentsReceiveValues() {
        List<Integer> seen = new ArrayList<>();
        apiserver.onStart(context -> seen.add(context.get(etcd.key())));
        kubelet.onStart(context -> seen.add(context.find(apiserver.key()).orElseThrow()));
        startAll();
        assertThat(seen).containsExactly(1, 1);
    }

    @Test
    void aValueThatWasNotDeclaredIsRefused() {
        scheduler.onStart(context -> context.get(etcd.key()));
        startAll();
        assertThat(status("scheduler").lastError())
                .hasValueSatisfying(
                        error -> assertThat(error).contains("unit scheduler reads etcd, but does not depend on it"));
    }

    @Test
    void aWeakDependencyHasNoGuaranteedValue() {
        kubelet.onStart(context -> context.get(apiserver.key()));
        startAll();
        assertThat(status("kubelet").state()).isEqualTo(UnitState.BACKOFF);
    }

    @Test
    void aFailureStopsDependentsFirstAndStartsAllAgainInOrder() {
        startAll();
        journal.clear();
        etcd.fail(new IOException("exit code 1"));
        threads.runAll();
        assertThat(journal).containsExactly("stop scheduler", "stop apiserver", "stop etcd");
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        assertThat(journal.subList(3, 6)).containsExactly("start etcd", "start apiserver", "start scheduler");
        assertThat(daeman.status().isReady()).isTrue();
    }

    @Test
    void aWeakDependentIsLeftAloneByARestart() {
        startAll();
        etcd.fail(new IOException("exit code 1"));
        threads.runAll();
        assertThat(status("kubelet").state()).isEqualTo(UnitState.READY);
        assertThat(status("apiserver").state()).isEqualTo(UnitState.WAITING);
        assertThat(journal).doesNotContain("stop kubelet");
    }

    @Test
    void aWeakDependentStartsAgainWhileTheOtherIsDown() {
        startAll();
        etcd.fail(new IOException("exit code 1"));
        kubelet.fail(new IOException("exit code 2"));
        threads.runAll();
        etcd.onStart(context -> {
            throw new IOException("still broken");
        });
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        assertThat(status("kubelet").state()).isEqualTo(UnitState.READY);
        assertThat(status("apiserver").state()).isEqualTo(UnitState.WAITING);
    }

    @Test
    void dependentsSeeTheNewValueAfterARestart() {
        List<Integer> seen = new ArrayList<>();
        apiserver.onStart(context -> seen.add(context.get(etcd.key())));
        startAll();
        etcd.fail(new IOException("exit code 1"));
        threads.runAll();
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void aFailedStartIsCleanedUpAndTriedAgainWithGrowingDelays() {
        etcd.onStart(context -> {
            throw new IOException("address in use");
        });
        startAll();
        assertThat(journal).containsExactly("start etcd", "stop etcd");
        time.advance(Duration.ofMillis(999));
        assertThat(threads.size()).isZero();
        time.advance(Duration.ofMillis(1));
        threads.runAll();
        time.advance(Duration.ofMillis(1999));
        assertThat(threads.size()).isZero();
        time.advance(Duration.ofMillis(1));
        assertThat(threads.size()).isEqualTo(1);
        assertThat(status("etcd").restarts()).isEqualTo(2);
        assertThat(status("etcd").lastError()).contains("address in use");
    }

    @Test
    void failuresAreForgottenAfterAMinuteOfBeingReady() {
        startAll();
        failAndRecover(Duration.ofSeconds(1));
        failAndRecover(Duration.ofSeconds(2));
        time.advance(Duration.ofSeconds(60));
        failAndRecover(Duration.ofSeconds(1));
    }

    @Test
    void aStepOfTheWallClockChangesNoDelay() {
        startAll();
        scheduler.fail(new IOException("exit code 1"));
        threads.runAll();
        time.jump(Instant.parse("2036-01-01T00:00:00Z"));
        assertThat(status("scheduler").state()).isEqualTo(UnitState.BACKOFF);
        assertThat(status("scheduler").inState()).isZero();
        time.advance(Duration.ofSeconds(1));
        assertThat(status("scheduler").state()).isEqualTo(UnitState.STARTING);
    }

    @Test
    void onlyTheFirstOfTwoReportsCounts() {
        startAll();
        etcd.fail(new IOException("first"));
        etcd.fail(new IOException("second"));
        threads.runAll();
        etcd.fail(new IOException("third"));
        assertThat(status("etcd").lastError()).contains("first");
        time.advance(Duration.ofSeconds(1));
        assertThat(status("etcd").state()).isEqualTo(UnitState.STARTING);
    }

    @Test
    void aReportFromAnEarlierStartIsIgnored() {
        startAll();
        UnitContext old = Objects.requireNonNull(etcd.context);
        etcd.fail(new IOException("first"));
        threads.runAll();
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        old.failed(new IOException("late"));
        assertThat(daeman.status().isReady()).isTrue();
    }

    @Test
    void aStartThatHasNotBegunIsSkippedWhenTheGraphStops() {
        daeman.start();
        end();
        assertThat(journal).isEmpty();
        assertThat(daeman.status().isStopped()).isTrue();
    }

    @Test
    void aRestartOnDemandTakesTheStrongDependentsAlongWithoutDelay() {
        startAll();
        journal.clear();
        daeman.restart(apiserver.key());
        threads.runAll();
        assertThat(journal).containsExactly("stop scheduler", "stop apiserver", "start apiserver", "start scheduler");
        assertThat(status("apiserver").lastError()).isEmpty();
    }

    @Test
    void aRestartOnDemandEndsABackoff() {
        startAll();
        scheduler.fail(new IOException("exit code 1"));
        threads.runAll();
        daeman.restart(scheduler.key());
        threads.runAll();
        assertThat(daeman.status().isReady()).isTrue();
        assertThat(time.timers()).isZero();
    }

    @Test
    void valuesAreVisibleWhileReady() {
        assertThat(daeman.value(etcd.key())).isEmpty();
        startAll();
        assertThat(daeman.value(etcd.key())).contains(1);
        etcd.fail(new IOException("exit code 1"));
        assertThat(daeman.value(etcd.key())).isEmpty();
    }

    @Test
    void aGraphStartsOnce() {
        daeman.start();
        assertThatThrownBy(daeman::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void statusTellsWhichUnitsAreWaitedFor() {
        daeman.start();
        assertThat(status("etcd").waitsFor()).isEmpty();
        assertThat(status("apiserver").waitsFor()).containsExactly("etcd");
        assertThat(status("kubelet").waitsFor()).containsExactly("apiserver");
        assertThat(status("kubelet").line()).isEqualTo("kubelet WAITING 0.0 s, waiting for apiserver");
    }

    @Test
    void statusTellsWhereTheTimeWent() {
        etcd.onStart(context -> time.advance(Duration.ofSeconds(3)));
        apiserver.onStart(context -> time.advance(Duration.ofSeconds(4)));
        startAll();
        assertThat(status("apiserver").waited()).contains(Duration.ofSeconds(3));
        assertThat(status("apiserver").startTook()).contains(Duration.ofSeconds(4));
        assertThat(status("apiserver").since()).isEqualTo(Instant.parse("2026-01-01T00:00:07Z"));
    }

    @Test
    void statusTellsTheCpuTimeOfTheLastStart() {
        cpu.put("etcd", Duration.ofSeconds(10));
        etcd.onStart(context -> cpu.merge("etcd", Duration.ofMillis(1500), Duration::plus));
        startAll();
        assertThat(status("etcd").startCpu()).contains(Duration.ofMillis(1500));
        assertThat(status("apiserver").startCpu()).as("not measured").isEmpty();

        cpu.put("etcd", Duration.ofSeconds(60));
        etcd.onStart(context -> cpu.merge("etcd", Duration.ofMillis(700), Duration::plus));
        etcd.fail(new IOException("exit code 1"));
        threads.runAll();
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        assertThat(status("etcd").startCpu()).contains(Duration.ofMillis(700));
    }

    @Test
    void aStartThatFailsLeavesTheCpuTimeOfTheOneBefore() {
        cpu.put("etcd", Duration.ZERO);
        startAll();
        etcd.onStart(context -> {
            cpu.put("etcd", Duration.ofSeconds(9));
            throw new IOException("address in use");
        });
        etcd.fail(new IOException("exit code 1"));
        threads.runAll();
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        assertThat(status("etcd").startCpu()).contains(Duration.ZERO);
    }

    @Test
    void statusShowsTheDetailOfARunningUnit() {
        etcd.onStart(context -> context.detail("3 members\nand more"));
        startAll();
        assertThat(status("etcd").detail()).contains("3 members");
        assertThat(status("etcd").line()).isEqualTo("etcd READY 0.0 s, 3 members");
    }

    @Test
    void listenersSeeTransitionsInOrder() {
        List<String> seen = new ArrayList<>();
        daeman.addListener(transition -> seen.add(transition.toString()));
        etcd.onStart(context -> time.advance(Duration.ofMillis(1200)));
        daeman.start();
        threads.run(0);
        assertThat(seen)
                .containsExactly(
                        "etcd: WAITING -> STARTING after 0.0 s",
                        "etcd: STARTING -> READY after 1.2 s",
                        "apiserver: WAITING -> STARTING after 1.2 s");
    }

    @Test
    void aListenerThatFailsHurtsNobody() {
        daeman.addListener(transition -> {
            throw new IllegalStateException("bug");
        });
        startAll();
        assertThat(daeman.status().isReady()).isTrue();
    }

    private void failAndRecover(Duration delay) {
        scheduler.fail(new IOException("exit code 1"));
        threads.runAll();
        time.advance(delay.minusMillis(1));
        assertThat(status("scheduler").state()).isEqualTo(UnitState.BACKOFF);
        time.advance(Duration.ofMillis(1));
        threads.runAll();
        assertThat(status("scheduler").state()).isEqualTo(UnitState.READY);
    }

    private void startAll() {
        daeman.start();
        threads.runAll();
    }

    /** Asks for the end without blocking: the interrupted caller leaves, the stopping goes on. */
    private void end() {
        Thread.currentThread().interrupt();
        daeman.close();
        assertThat(Thread.interrupted()).isTrue();
        threads.runAll();
    }

    private List<UnitState> states() {
        return daeman.status().units().stream().map(UnitStatus::state).toList();
    }

    private UnitStatus status(String name) {
        return daeman.status().unit(name).orElseThrow();
    }

    private TestUnit unit(String name) {
        return new TestUnit(name, journal);
    }
}
