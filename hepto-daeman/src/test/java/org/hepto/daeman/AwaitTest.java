package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a starting unit waits for something outside the graph. */
@Timeout(20)
class AwaitTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ManualTime time = new ManualTime();
    private final TestUnit unit = new TestUnit("apiserver", new ArrayList<>());
    private final Daeman daeman = new Daeman(UnitGraph.of(unit), time);

    @AfterEach
    void stop() {
        daeman.close();
    }

    @Test
    void statusTellsWhatAConditionWaitsForAndWhy() throws Exception {
        unit.onStart(context -> context.await(
                Condition.poll("https://[::1]:6443/readyz", Duration.ofSeconds(1), () -> {
                    throw new IOException("connection refused");
                }),
                LIMIT));
        daeman.start();
        time.awaitTimers(1);
        assertThat(status().line())
                .isEqualTo("apiserver STARTING 0.0 s, waiting for https://[::1]:6443/readyz (connection refused)");
    }

    @Test
    void isReadyWhenTheConditionHolds() throws Exception {
        AtomicBoolean up = new AtomicBoolean();
        unit.onStart(context -> context.await(Condition.poll("readyz", Duration.ofSeconds(1), up::get), LIMIT));
        daeman.start();
        time.awaitTimers(1);
        up.set(true);
        time.advance(Duration.ofSeconds(1));
        daeman.awaitReady(Duration.ofHours(1));
        assertThat(status().waitsFor()).isEmpty();
        assertThat(status().startTook()).contains(Duration.ofSeconds(1));
    }

    @Test
    void aConditionThatDoesNotHoldInTimeFailsTheStart() throws Exception {
        unit.onStart(context -> context.await(Condition.poll("readyz", Duration.ofSeconds(8), () -> false), LIMIT));
        daeman.start();
        time.awaitTimers(1);
        time.advance(LIMIT);
        awaitError("timed out after 5.0 s waiting for readyz");
    }

    @Test
    void aFutureNeedsNoPolling() throws Exception {
        CompletableFuture<String> certificate = new CompletableFuture<>();
        CompletableFuture<String> seen = new CompletableFuture<>();
        unit.onStart(context -> seen.complete(context.await("a signed certificate", certificate, LIMIT)));
        daeman.start();
        awaitWaitsFor("a signed certificate");
        assertThat(time.timers()).as("only the limit").isEqualTo(1);
        certificate.complete("pem");
        assertThat(seen.join()).isEqualTo("pem");
        daeman.awaitReady(Duration.ofHours(1));
        assertThat(time.timers()).isZero();
    }

    @Test
    void aFutureThatFailsFailsTheStartWithItsReason() throws Exception {
        unit.onStart(context ->
                context.await("a certificate", CompletableFuture.failedFuture(new IOException("refused")), LIMIT));
        daeman.start();
        awaitError("refused");
    }

    @Test
    void aFutureThatDoesNotCompleteInTimeFailsTheStartAndIsLeftAlone() throws Exception {
        CompletableFuture<String> certificate = new CompletableFuture<>();
        unit.onStart(context -> context.await("a certificate", certificate, LIMIT));
        daeman.start();
        awaitWaitsFor("a certificate");
        time.advance(LIMIT);
        awaitError("timed out after 5.0 s waiting for a certificate");
        assertThat(certificate).isNotDone();
    }

    private UnitStatus status() {
        return daeman.status().unit("apiserver").orElseThrow();
    }

    private void awaitWaitsFor(String text) {
        while (!status().waitsFor().contains(text)) {
            Thread.onSpinWait();
        }
    }

    private void awaitError(String text) {
        while (status().state() != UnitState.BACKOFF) {
            Thread.onSpinWait();
        }
        assertThat(status().lastError()).contains(text);
    }
}
