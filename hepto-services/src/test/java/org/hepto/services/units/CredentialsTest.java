package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.hepto.daeman.Condition;
import org.hepto.daeman.FatalUnitException;
import org.hepto.daeman.Time;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private Instant now = NOW;
    private final List<Duration> delays = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /** A clock that stands still, and a timer that is run by hand. */
    private final class StandingTime implements Time {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            delays.add(delay);
            tasks.add(task);
            return () -> {};
        }
    }

    /** The unit alone, with an address that came from nowhere. */
    private final class Alone implements UnitContext {
        @Override
        public <V> V get(UnitKey<V> key) {
            return key.type().cast(new PublicAddress.Public(List.of(), 1500));
        }

        @Override
        public <V> Optional<V> find(UnitKey<V> key) {
            return Optional.of(get(key));
        }

        @Override
        public void await(Condition condition, Duration timeout) {}

        @Override
        public <V> V await(String description, CompletableFuture<V> future, Duration timeout) {
            return future.join();
        }

        @Override
        public void detail(String line) {}

        @Override
        public void failed(Throwable cause) {
            failures.add(String.valueOf(cause.getMessage()));
        }

        @Override
        public Time time() {
            return new StandingTime();
        }
    }

    /** A file in the place of the directory: nothing can be written there, as on a full disk. */
    private void spoil(Path pki) throws IOException {
        Files.move(pki, pki.resolveSibling("kept"));
        Files.createFile(pki);
    }

    private void repair(Path pki) throws IOException {
        Files.delete(pki);
        Files.move(pki.resolveSibling("kept"), pki);
    }

    @Test
    void aDiskThatFailsIsNoReasonToGiveUp() throws Exception {
        Node node = TestNodes.master(data);
        Files.createDirectories(node.paths().pki());
        spoil(node.paths().pki());
        assertThatThrownBy(() -> new Credentials(node).start(new Alone()))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FatalUnitException.class);
    }

    @Test
    void aRenewalThatFailsIsTriedAgainUntilItSucceeds() throws Exception {
        Node node = TestNodes.master(data);
        Path pki = node.paths().pki();
        new Credentials(node).start(new Alone());
        assertThat(delays).containsExactly(Duration.ofHours(12));
        spoil(pki);
        now = NOW.plus(Duration.ofDays(25));
        tasks.getLast().run();
        tasks.getLast().run();
        assertThat(failures).isEmpty();
        assertThat(delays).endsWith(Duration.ofHours(1), Duration.ofHours(1));
        repair(pki);
        tasks.getLast().run();
        assertThat(failures).containsExactly("certificates were renewed");
    }

    @Test
    void aClockThatIsWrongNeedsTheOperator() {
        now = Instant.EPOCH;
        assertThatThrownBy(() -> new Credentials(TestNodes.master(data)).start(new Alone()))
                .isInstanceOf(FatalUnitException.class)
                .hasMessageContaining("set the clock");
    }
}
