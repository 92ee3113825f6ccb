package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Why units are told to stop, on the graph {@code scheduler needs apiserver needs etcd}. */
class StopReasonTest {
    private final ManualTime time = new ManualTime();
    private final ManualThreads threads = new ManualThreads();
    private final TestUnit etcd = new TestUnit("etcd", new ArrayList<>());
    private final TestUnit apiserver = new TestUnit("apiserver", new ArrayList<>()).needs(etcd);
    private final TestUnit scheduler = new TestUnit("scheduler", new ArrayList<>()).needs(apiserver);
    private final Daeman daeman = new Daeman(UnitGraph.of(etcd, apiserver, scheduler), time, CpuMeter.NONE, threads);

    @Test
    void aFailedUnitStopsForItsFailureAndItsDependentsForTheirDependency() {
        startAll();
        apiserver.fail(new IOException("exit code 1"));
        threads.runAll();
        assertThat(apiserver.reasons).containsExactly(StopReason.FAILURE);
        assertThat(scheduler.reasons).containsExactly(StopReason.DEPENDENCY);
        assertThat(etcd.reasons).isEmpty();
    }

    @Test
    void aDependencyIsTheReasonThroughAUnitBetween() {
        startAll();
        etcd.fail(new IOException("exit code 1"));
        threads.runAll();
        assertThat(apiserver.reasons).containsExactly(StopReason.DEPENDENCY);
        assertThat(scheduler.reasons).containsExactly(StopReason.DEPENDENCY);
    }

    @Test
    void aStartThatThrowsIsAFailure() {
        etcd.onStart(context -> {
            throw new IOException("address in use");
        });
        startAll();
        assertThat(etcd.reasons).containsExactly(StopReason.FAILURE);
    }

    @Test
    void aRestartOnDemandIsAChange() {
        startAll();
        daeman.restart(apiserver.key());
        threads.runAll();
        assertThat(apiserver.reasons).containsExactly(StopReason.CHANGE);
        assertThat(scheduler.reasons).containsExactly(StopReason.DEPENDENCY);
    }

    @Test
    void theUnitsOwnReasonComesBeforeItsDependency() {
        startAll();
        daeman.restart(scheduler.key());
        assertThat(threads.size()).as("scheduler is being stopped").isEqualTo(1);
        daeman.restart(apiserver.key());
        etcd.fail(new IOException("exit code 1"));
        threads.runAll();
        assertThat(scheduler.reasons).containsExactly(StopReason.CHANGE);
        assertThat(apiserver.reasons).containsExactly(StopReason.CHANGE);
        assertThat(etcd.reasons).containsExactly(StopReason.FAILURE);
    }

    @Test
    void aFailureComesBeforeAChange() {
        startAll();
        daeman.restart(apiserver.key());
        apiserver.fail(new IOException("exit code 1"));
        threads.runAll();
        assertThat(apiserver.reasons).containsExactly(StopReason.FAILURE);
    }

    @Test
    void theEndOfTheGraphComesBeforeAllElse() {
        startAll();
        apiserver.fail(new IOException("exit code 1"));
        end();
        assertThat(scheduler.reasons).as("called before the end").containsExactly(StopReason.DEPENDENCY);
        assertThat(apiserver.reasons).containsExactly(StopReason.GOING_DOWN);
        assertThat(etcd.reasons).containsExactly(StopReason.GOING_DOWN);
    }

    @Test
    void theEndOfTheGraphIsToldToAUnitThatIsStillInItsStart() {
        etcd.onStart(context -> {
            daeman.restart(etcd.key());
            endAsked();
        });
        startAll();
        assertThat(etcd.reasons).containsExactly(StopReason.GOING_DOWN);
    }

    @Test
    void aStopThatComesLateTellsWhyTheUnitWasGivenUp() {
        etcd.onStart(context -> {
            daeman.restart(etcd.key());
            time.advance(Duration.ofSeconds(5));
        });
        daeman.start();
        threads.run(0);
        threads.run(0);
        assertThat(etcd.reasons).containsExactly(StopReason.CHANGE);
    }

    private void startAll() {
        daeman.start();
        threads.runAll();
    }

    private void end() {
        endAsked();
        threads.runAll();
    }

    private void endAsked() {
        Thread.currentThread().interrupt();
        daeman.close();
        assertThat(Thread.interrupted()).isTrue();
    }
}
