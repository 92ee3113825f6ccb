package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How ready units are watched: {@code proxy needs etcd}, etcd probed each 10 s for 2 s, failed at the third. */
@Timeout(20)
class HealthTest {
    private final List<String> journal = new ArrayList<>();
    private final ManualTime time = new ManualTime();
    private final ManualThreads threads = new ManualThreads();
    private Condition.Check check = () -> true;
    private final HealthProbe probe = new HealthProbe(Duration.ofSeconds(10), Duration.ofSeconds(2), 3, () -> {
        journal.add("probe");
        return check.holds();
    });
    private final TestUnit etcd = new TestUnit("etcd", journal).health(probe);
    private final TestUnit proxy = new TestUnit("proxy", journal).needs(etcd);
    private final UnitGraph graph = UnitGraph.of(etcd, proxy);
    private final Daeman daeman = new Daeman(graph, time, CpuMeter.NONE, threads);

    @Test
    void aHealthyUnitIsProbedInEachInterval() {
        startAll();
        time.advance(Duration.ofMillis(9_999));
        assertThat(threads.size()).isZero();
        time.advance(Duration.ofMillis(1));
        threads.runAll();
        interval();
        assertThat(journal).containsExactly("probe", "probe");
        assertThat(daeman.status().isReady()).isTrue();
        assertThat(time.timers()).as("only the next probe").isEqualTo(1);
    }

    @Test
    void nothingIsProbedBeforeTheUnitIsReady() {
        daeman.start();
        assertThat(time.timers()).isZero();
    }

    @Test
    void failuresInARowMakeTheUnitFailWithTheLastReason() {
        startAll();
        check = () -> {
            throw new IOException("connection refused");
        };
        interval();
        interval();
        assertThat(status().state()).isEqualTo(UnitState.READY);
        assertThat(status().probeFailure()).contains("connection refused");
        assertThat(status().line()).isEqualTo("etcd READY 20.0 s, health probe failed: connection refused");
        interval();
        assertThat(status().state()).isEqualTo(UnitState.BACKOFF);
        assertThat(status().lastError()).contains("3 health probes failed: connection refused");
        assertThat(status().probeFailure()).isEmpty();
        assertThat(journal).endsWith("stop proxy", "stop etcd");
        assertThat(etcd.reasons).containsExactly(StopReason.FAILURE);
    }

    @Test
    void aSuccessForgetsEarlierFailures() {
        startAll();
        for (int i = 0; i < 9; i++) {
            boolean well = i % 3 == 2;
            check = () -> well;
            interval();
            assertThat(status().probeFailure()).isEqualTo(well ? Optional.empty() : Optional.of("the check says no"));
        }
        assertThat(daeman.status().isReady()).isTrue();
    }

    @Test
    void aUnitThatIsReadyAgainIsWatchedAfresh() {
        startAll();
        check = () -> false;
        interval();
        interval();
        etcd.fail(new IOException("exit code 1"));
        threads.runAll();
        assertThat(time.timers()).as("only the backoff").isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        interval();
        interval();
        assertThat(status().state()).isEqualTo(UnitState.READY);
        interval();
        assertThat(status().lastError()).contains("3 health probes failed: the check says no");
    }

    @Test
    void oneProbeRunsAtATimeAndATimeoutIsAFailure() {
        startAll();
        time.advance(Duration.ofSeconds(10));
        assertThat(threads.size()).isEqualTo(1);
        time.advance(Duration.ofSeconds(2));
        assertThat(status().probeFailure()).contains("no answer within 2.0 s");
        time.advance(Duration.ofSeconds(10));
        assertThat(threads.size()).as("the first has not ended").isEqualTo(1);
        assertThat(status().probeFailure()).contains("the last one has not ended since");
        threads.runAll();
        assertThat(journal).as("it was interrupted before it began").isEmpty();
        time.advance(Duration.ofSeconds(10));
        threads.runAll();
        assertThat(status().probeFailure()).isEmpty();
    }

    @Test
    void aProbeThatHangsMakesTheUnitFail() {
        startAll();
        time.advance(Duration.ofSeconds(10 + 2 + 10 + 10));
        assertThat(status().state()).isEqualTo(UnitState.FAILED);
        assertThat(status().lastError()).contains("3 health probes failed: the last one has not ended since");
    }

    @Test
    void aProbeLeftFromAnEarlierRunHidesTheNextOnesButIsNotHeldAgainstThem() {
        startAll();
        time.advance(Duration.ofSeconds(10));
        int hanging = threads.size() - 1;
        etcd.fail(new IOException("exit code 1"));
        while (threads.size() > 1) {
            threads.run(hanging + 1);
        }
        time.advance(Duration.ofSeconds(1));
        while (threads.size() > 1) {
            threads.run(hanging + 1);
        }
        time.advance(Duration.ofSeconds(100));
        assertThat(daeman.status().isReady()).isTrue();
        assertThat(status().probeFailure()).isEmpty();
        threads.runAll();
        check = () -> false;
        interval();
        assertThat(status().probeFailure()).contains("the check says no");
    }

    @Test
    void aTimeoutInterruptsTheProbe() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        check = () -> {
            entered.countDown();
            try {
                return !new CountDownLatch(1).await(20, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                assertThat(Thread.currentThread().getName()).isEqualTo("etcd");
                interrupted.countDown();
                throw e;
            }
        };
        try (Daeman threaded = new Daeman(graph, time)) {
            threaded.start();
            threaded.awaitReady(Duration.ofHours(1));
            time.advance(Duration.ofSeconds(10));
            entered.await();
            time.advance(Duration.ofSeconds(2));
            interrupted.await();
            assertThat(threaded.status().unit("etcd").orElseThrow().probeFailure())
                    .contains("no answer within 2.0 s");
        }
        assertThat(time.timers()).isZero();
    }

    @Test
    void theEndOfTheUnitInterruptsTheProbe() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        check = () -> {
            entered.countDown();
            try {
                return !new CountDownLatch(1).await(20, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        };
        try (Daeman threaded = new Daeman(graph, time)) {
            threaded.start();
            threaded.awaitReady(Duration.ofHours(1));
            time.advance(Duration.ofSeconds(10));
            entered.await();
        }
        interrupted.await();
        assertThat(time.timers()).isZero();
    }

    @Test
    void aConditionCanBeTheCheck() {
        HealthProbe ready = HealthProbe.of(
                Condition.poll("readyz", Duration.ofSeconds(1), () -> false),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1);
        assertThatThrownBy(ready.check()::holds).hasMessage("readyz");
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new HealthProbe(Duration.ZERO, Duration.ofSeconds(1), 1, () -> true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a health probe each 0.0 s for at most 1.0 s that may fail 1 times makes no sense");
    }

    private void startAll() {
        daeman.start();
        threads.runAll();
        journal.clear();
    }

    private void interval() {
        time.advance(Duration.ofSeconds(10));
        threads.runAll();
    }

    private UnitStatus status() {
        return daeman.status().unit("etcd").orElseThrow();
    }
}
