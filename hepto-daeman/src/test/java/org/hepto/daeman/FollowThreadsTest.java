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

/** How units take up news on real threads; time is moved by hand. */
@Timeout(20)
class FollowThreadsTest {
    private final List<String> journal = new CopyOnWriteArrayList<>();
    private final ManualTime time = new ManualTime();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final TestUnit address = new TestUnit("address", journal);
    private final TestUnit mesh = new TestUnit("mesh", journal).follows(address);
    private final Daeman daeman = new Daeman(UnitGraph.of(address, mesh), time);

    @AfterEach
    void letGo() {
        never.countDown();
    }

    @Test
    void newsComesOnAVirtualThreadNamedAfterTheUnit() throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        mesh.onChanged(context -> {
            Thread thread = Thread.currentThread();
            names.add(thread.getName() + (thread.isVirtual() ? " virtual" : " platform"));
            entered.countDown();
        });
        startAll();
        address.publish(7);
        entered.await();
        daeman.stop();
        assertThat(names).containsExactly("mesh virtual");
    }

    @Test
    void stopInterruptsWhatTakesUpNews() throws Exception {
        blockOnNews();
        daeman.stop();
        assertThat(journal).containsExactly("start address", "start mesh", "stop mesh", "stop address");
        assertThat(mesh.reasons).containsExactly(StopReason.GOING_DOWN);
    }

    @Test
    void aFailureReportedMeanwhileInterruptsIt() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        mesh.onStop(stopped::countDown);
        blockOnNews();
        mesh.fail(new IOException("device is gone"));
        stopped.await();
        assertThat(mesh.reasons).containsExactly(StopReason.FAILURE);
        daeman.stop();
    }

    @Test
    void aUnitThatHangsOnNewsIsStoppedLate() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        mesh.onStop(stopped::countDown);
        mesh.onChanged(context -> {
            entered.countDown();
            awaitUninterruptibly(hanging);
        });
        startAll();
        address.publish(7);
        entered.await();
        Thread mover = Thread.ofVirtual().start(this::timeOut);
        assertThatThrownBy(daeman::stop)
                .isInstanceOf(UnitStopException.class)
                .hasMessageContaining("mesh: did not stop within 5.0 s");
        mover.join();
        assertThat(journal).doesNotContain("stop mesh");
        hanging.countDown();
        stopped.await();
    }

    private void blockOnNews() throws InterruptedException {
        mesh.onChanged(context -> {
            entered.countDown();
            never.await();
        });
        startAll();
        address.publish(7);
        entered.await();
    }

    private void startAll() throws InterruptedException {
        daeman.start();
        daeman.awaitReady(Duration.ofHours(1));
    }

    private void timeOut() {
        try {
            time.awaitTimers(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        time.advance(Duration.ofSeconds(5));
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
