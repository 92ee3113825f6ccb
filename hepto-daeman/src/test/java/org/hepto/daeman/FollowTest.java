package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How values reach those that follow them: {@code proxy needs mesh}, {@code mesh follows address}. */
class FollowTest {
    private final List<String> journal = new ArrayList<>();
    private final ManualTime time = new ManualTime();
    private final ManualThreads threads = new ManualThreads();
    private final TestUnit address = new TestUnit("address", journal);
    private final TestUnit mesh = new TestUnit("mesh", journal).follows(address).onChanged(context -> {});
    private final TestUnit proxy = new TestUnit("proxy", journal).needs(mesh);
    private final Daeman daeman = new Daeman(UnitGraph.of(address, mesh, proxy), time, CpuMeter.NONE, threads);

    @Test
    void aFollowerWaitsForTheFirstValue() {
        daeman.start();
        assertThat(status("mesh").waitsFor()).containsExactly("address");
        threads.runAll();
        assertThat(journal).containsExactly("start address", "start mesh", "start proxy");
    }

    @Test
    void aFollowerIsToldOfANewValueAndGoesOn() {
        startAll();
        publish(7);
        assertThat(journal).containsExactly("mesh sees address 7");
        assertThat(daeman.status().isReady()).isTrue();
        assertThat(daeman.value(address.key())).contains(7);
    }

    @Test
    void anEqualValueIsNoNews() {
        startAll();
        publish(1);
        assertThat(journal).isEmpty();
    }

    @Test
    void byDefaultAFollowerIsStartedAgainAfterItsDependentsWithoutDelay() {
        mesh.onChanged(context -> context.restart());
        TestUnit plain = new TestUnit("plain", journal).follows(address);
        TestUnit above = new TestUnit("above", journal).needs(plain);
        try (Daeman other = new Daeman(UnitGraph.of(address, plain, above), time, CpuMeter.NONE, threads)) {
            other.start();
            threads.runAll();
            journal.clear();
            publish(7);
            assertThat(journal)
                    .containsExactly("news for plain", "stop above", "stop plain", "start plain", "start above");
            assertThat(plain.reasons).containsExactly(StopReason.CHANGE);
            assertThat(above.reasons).containsExactly(StopReason.DEPENDENCY);
            assertThat(other.status().isReady()).isTrue();
            assertThat(other.status().unit("plain").orElseThrow().lastError()).isEmpty();
            assertThat(time.timers()).isZero();
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void changesDuringACallAreOneMoreCall() {
        startAll();
        mesh.onChanged(context -> {
            if (journal.isEmpty()) {
                address.publish(8);
                address.publish(9);
                journal.add("published");
            }
        });
        address.publish(7);
        threads.run(0);
        assertThat(journal).as("read at the end of the call").containsExactly("published", "mesh sees address 9");
        assertThat(threads.size()).as("the newest was read").isZero();
    }

    @Test
    void aChangeThatACallHasNotReadIsOneMoreCall() {
        startAll();
        mesh.onChanged(context -> {
            context.get(address.key());
            if (journal.isEmpty()) {
                journal.add("before");
            }
        });
        address.publish(7);
        address.publish(8);
        threads.run(0);
        address.publish(9);
        threads.runAll();
        assertThat(journal).containsExactly("before", "mesh sees address 8", "mesh sees address 9");
    }

    @Test
    void aChangeDuringTheStartIsToldOnceReady() {
        mesh.onStart(context -> {
            context.get(address.key());
            address.publish(7);
        });
        startAll(false);
        assertThat(journal).contains("mesh sees address 7");
    }

    @Test
    void aChangeThatTheStartHasReadIsNoNews() {
        mesh.onStart(context -> {
            address.publish(7);
            assertThat(context.get(address.key())).isEqualTo(7);
        });
        startAll(false);
        assertThat(journal).containsExactly("start address", "start mesh", "start proxy");
    }

    @Test
    void aReadOutsideOfACallHidesNoNews() {
        startAll();
        mesh.onChanged(context -> {});
        address.publish(7);
        assertThat(mesh.context().get(address.key())).isEqualTo(7);
        threads.runAll();
        assertThat(journal).containsExactly("mesh sees address 7");
    }

    @Test
    void aValueThatWentBackIsNoNews() {
        mesh.onStart(context -> {
            address.publish(7);
            address.publish(1);
        });
        startAll(false);
        assertThat(journal).containsExactly("start address", "start mesh", "start proxy");
    }

    @Test
    void aFollowedUnitThatComesBackWithAnotherValueIsNews() {
        startAll();
        address.fail(new IOException("gone"));
        threads.runAll();
        assertThat(status("mesh").state()).isEqualTo(UnitState.READY);
        assertThat(mesh.context().find(address.key())).contains(1);
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        assertThat(journal).containsExactly("stop address", "start address", "mesh sees address 2");
    }

    @Test
    void aFollowedUnitThatComesBackWithTheSameValueIsNoNews() {
        startAll();
        publish(2);
        journal.clear();
        address.fail(new IOException("gone"));
        threads.runAll();
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        assertThat(journal).containsExactly("stop address", "start address");
    }

    @Test
    void aFailureOnNewsIsAFailureOfTheUnit() {
        startAll();
        mesh.onChanged(context -> {
            throw new IOException("device busy");
        });
        publish(7);
        assertThat(journal).containsExactly("stop proxy", "stop mesh");
        assertThat(status("mesh").state()).isEqualTo(UnitState.BACKOFF);
        assertThat(status("mesh").lastError()).contains("device busy");
        assertThat(mesh.reasons).containsExactly(StopReason.FAILURE);
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        assertThat(daeman.status().isReady()).as("the start has seen the value").isTrue();
    }

    @Test
    void theDependentOfAFailedUnitIsNotToldButStopped() {
        TestUnit both =
                new TestUnit("both", journal).needs(address).follows(address).onChanged(context -> {});
        try (Daeman other = new Daeman(UnitGraph.of(address, both), time, CpuMeter.NONE, threads)) {
            other.start();
            threads.runAll();
            publish(7);
            assertThat(journal).endsWith("both sees address 7");
            journal.clear();
            address.fail(new IOException("gone"));
            threads.runAll();
            time.advance(Duration.ofSeconds(1));
            threads.runAll();
            assertThat(journal).containsExactly("stop both", "stop address", "start address", "start both");
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aValuePublishedDuringTheStartIsNewerThanTheOneReturned() {
        address.onStart(context -> context.publish(address.key(), 5));
        startAll(false);
        assertThat(daeman.value(address.key())).contains(5);
    }

    @Test
    void aDeadContextPublishesNothingAndAsksForNothing() {
        startAll();
        UnitContext dead = address.context();
        address.fail(new IOException("gone"));
        dead.publish(address.key(), 7);
        dead.restart();
        threads.runAll();
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        dead.publish(address.key(), 8);
        dead.restart();
        assertThat(daeman.value(address.key())).contains(2);
        assertThat(threads.size()).isZero();
    }

    @Test
    void aUnitPublishesNothingForOthers() {
        startAll();
        assertThatThrownBy(() -> mesh.context().publish(address.key(), 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unit mesh publishes a value of address: it may only publish its own");
    }

    @Test
    void newsTravelsAlongAChainOfFollowers() {
        TestUnit derived = new TestUnit("derived", journal).follows(address);
        derived.onChanged(context -> context.publish(derived.key(), context.get(address.key()) * 10));
        TestUnit last = new TestUnit("last", journal).follows(derived).onChanged(context -> {});
        try (Daeman other = new Daeman(UnitGraph.of(address, derived, last), time, CpuMeter.NONE, threads)) {
            other.start();
            threads.runAll();
            journal.clear();
            publish(7);
            assertThat(journal).containsExactly("derived sees address 7", "last sees derived 70");
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void newsIsNotToldToAUnitThatIsAboutToStop() {
        startAll();
        daeman.restart(mesh.key());
        address.publish(7);
        threads.runAll();
        assertThat(journal).containsExactly("stop proxy", "stop mesh", "start mesh", "start proxy");
    }

    private void startAll() {
        startAll(true);
    }

    private void startAll(boolean clear) {
        daeman.start();
        threads.runAll();
        if (clear) {
            journal.clear();
        }
    }

    private void publish(int value) {
        address.publish(value);
        threads.runAll();
    }

    private UnitStatus status(String name) {
        return daeman.status().unit(name).orElseThrow();
    }
}
