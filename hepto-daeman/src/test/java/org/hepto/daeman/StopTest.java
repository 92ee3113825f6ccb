package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a graph ends, on real threads; time is moved by hand. */
@Timeout(20)
class StopTest {
    private final List<String> journal = new CopyOnWriteArrayList<>();
    private final ManualTime time = new ManualTime();
    private final CountDownLatch never = new CountDownLatch(1);
    private final TestUnit etcd = new TestUnit("etcd", journal);
    private final TestUnit apiserver = new TestUnit("apiserver", journal).needs(etcd);
    private final TestUnit kubelet = new TestUnit("kubelet", journal).after(apiserver);
    private final Daeman daeman = new Daeman(UnitGraph.of(etcd, apiserver, kubelet), time);

    @AfterEach
    void letGo() {
        never.countDown();
    }

    @Test
    void stopsInReverseAndWeakDependentsFirstToo() throws Exception {
        startAll();
        journal.clear();
        daeman.stop();
        assertThat(journal).containsExactly("stop kubelet", "stop apiserver", "stop etcd");
        assertThat(daeman.status().isStopped()).isTrue();
        assertThat(time.timers()).isZero();
    }

    @Test
    void stopsWithoutHavingBeenStarted() throws Exception {
        daeman.stop();
        assertThat(journal).isEmpty();
        assertThat(daeman.status().isStopped()).isTrue();
        assertThatThrownBy(daeman::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stopInterruptsAStartAndCleansUp() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        etcd.onStart(context -> {
            entered.countDown();
            never.await();
        });
        daeman.start();
        entered.await();
        daeman.stop();
        assertThat(journal).containsExactly("start etcd", "stop etcd");
        assertThat(daeman.status().unit("etcd").orElseThrow().lastError()).isEmpty();
    }

    @Test
    void aFailureReportedDuringTheStartInterruptsIt() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        etcd.onStart(context -> {
            entered.countDown();
            never.await();
        });
        etcd.onStop(stopped::countDown);
        daeman.start();
        entered.await();
        etcd.fail(new IOException("exit code 1"));
        stopped.await();
        assertThat(daeman.status().unit("etcd").orElseThrow().lastError()).contains("exit code 1");
        daeman.stop();
    }

    @Test
    void theFailureOfANeedInterruptsAStart() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        apiserver.onStart(context -> {
            entered.countDown();
            never.await();
        });
        etcd.onStop(stopped::countDown);
        daeman.start();
        entered.await();
        etcd.fail(new IOException("exit code 1"));
        stopped.await();
        assertThat(journal).containsExactly("start etcd", "start apiserver", "stop apiserver", "stop etcd");
        daeman.stop();
    }

    @Test
    void goesOnWithoutAUnitThatDoesNotStopInTime() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        apiserver.onStop(() -> {
            stopping.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        startAll();
        Thread mover = moveTimeAfter(stopping::await);
        assertThatThrownBy(daeman::stop)
                .isInstanceOf(UnitStopException.class)
                .hasMessageContaining("apiserver: did not stop within 5.0 s");
        mover.join();
        interrupted.await();
        assertThat(journal).endsWith("stop apiserver", "stop etcd");
    }

    @Test
    void doesNotStartAUnitAgainWhileItsLastStopHangs() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        etcd.onStop(() -> awaitUninterruptibly(hanging));
        startAll();
        etcd.fail(new IOException("exit code 1"));
        awaitState("etcd", UnitState.STOPPING);
        time.advance(Duration.ofSeconds(5));
        time.advance(Duration.ofSeconds(1));
        UnitStatus status = daeman.status().unit("etcd").orElseThrow();
        assertThat(status.state()).isEqualTo(UnitState.WAITING);
        assertThat(status.waitsFor()).containsExactly("the end of its last run");
        hanging.countDown();
        daeman.awaitReady(Duration.ofHours(1));
        assertThat(journal).containsOnlyOnce("stop etcd");
        daeman.stop();
    }

    @Test
    void aStartThatEndsAfterItsTimeIsCleanedUpStill() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        etcd.onStart(context -> {
            entered.countDown();
            awaitUninterruptibly(hanging);
        });
        etcd.onStop(stopped::countDown);
        daeman.start();
        entered.await();
        Thread mover = moveTimeAfter(() -> time.awaitTimers(1));
        assertThatThrownBy(daeman::stop).isInstanceOf(UnitStopException.class);
        mover.join();
        assertThat(journal).doesNotContain("stop etcd");
        hanging.countDown();
        stopped.await();
        assertThat(daeman.status().isStopped()).isTrue();
    }

    @Test
    void gathersAllStopFailures() throws Exception {
        etcd.onStop(() -> {
            throw new IOException("busy");
        });
        kubelet.onStop(() -> {
            throw new IOException("still mounted");
        });
        startAll();
        assertThatThrownBy(daeman::stop)
                .isInstanceOf(UnitStopException.class)
                .hasMessage("not stopped cleanly: kubelet: still mounted; etcd: busy")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
        assertThatThrownBy(daeman::close).as("once more").isInstanceOf(UnitStopException.class);
    }

    @Test
    void aFatalStartStopsTheWholeGraph() throws Exception {
        apiserver.onStart(context -> {
            throw new FatalUnitException("the data is of a newer version");
        });
        daeman.start();
        assertThatThrownBy(daeman::awaitStopped)
                .isInstanceOf(FatalUnitException.class)
                .hasMessage("apiserver: the data is of a newer version");
        assertThat(journal).containsExactly("start etcd", "start apiserver", "stop apiserver", "stop etcd");
        assertThat(daeman.status().fatal()).contains("apiserver: the data is of a newer version");
        assertThatThrownBy(() -> daeman.awaitReady(Duration.ZERO)).isInstanceOf(FatalUnitException.class);
    }

    @Test
    void aFatalReportStopsTheWholeGraph() throws Exception {
        startAll();
        etcd.fail(new FatalUnitException("disk is gone"));
        assertThatThrownBy(daeman::awaitStopped).hasMessage("etcd: disk is gone");
        assertThat(journal).endsWith("stop kubelet", "stop apiserver", "stop etcd");
    }

    @Test
    void awaitReadyTellsWhatIsMissing() throws Exception {
        etcd.onStart(context -> never.await());
        daeman.start();
        Thread mover = moveTimeAfter(() -> time.awaitTimers(1));
        assertThatThrownBy(() -> daeman.awaitReady(Duration.ofSeconds(5)))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("not ready after 5.0 s: etcd STARTING")
                .hasMessageContaining("apiserver WAITING 5.0 s, waiting for etcd");
        mover.join();
        daeman.stop();
        assertThatThrownBy(() -> daeman.awaitReady(Duration.ofSeconds(5)))
                .isInstanceOf(NotReadyException.class)
                .hasMessage("the graph is being stopped");
    }

    @Test
    void aListenerMayStopTheGraph() throws Exception {
        daeman.addListener(transition -> {
            if (transition.unit().equals("kubelet") && transition.to() == UnitState.READY) {
                daeman.close();
            }
        });
        daeman.start();
        daeman.awaitStopped();
        assertThat(journal).endsWith("stop kubelet", "stop apiserver", "stop etcd");
    }

    @Test
    void callsRunOnVirtualThreadsNamedAfterTheUnit() throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        etcd.onStart(context -> names.add(name(Thread.currentThread())));
        etcd.onStop(() -> names.add(name(Thread.currentThread())));
        startAll();
        daeman.stop();
        assertThat(names).containsExactly("etcd virtual", "etcd virtual");
    }

    private static String name(Thread thread) {
        return thread.getName() + (thread.isVirtual() ? " virtual" : " platform");
    }

    private void startAll() throws InterruptedException {
        daeman.start();
        daeman.awaitReady(Duration.ofHours(1));
    }

    private Thread moveTimeAfter(TestUnit.Stop event) {
        return Thread.ofVirtual().start(() -> {
            try {
                event.run();
                time.advance(Duration.ofSeconds(5));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private void awaitState(String unit, UnitState state) {
        while (daeman.status().unit(unit).orElseThrow().state() != state) {
            Thread.onSpinWait();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException ignored) {
                Thread.onSpinWait();
            }
        }
    }
}
