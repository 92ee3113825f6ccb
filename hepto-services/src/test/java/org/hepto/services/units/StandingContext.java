package org.hepto.services.units;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Time;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;

/** The context of a unit alone, whose clock stands still and whose timers are run by hand. */
final class StandingContext implements UnitContext {
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    Instant now = NOW;
    final List<Duration> delays = new ArrayList<>();
    final List<Runnable> tasks = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final List<String> details = new ArrayList<>();
    final Map<UnitKey<?>, Object> values = new ConcurrentHashMap<>();
    long nanoTime;

    /** Whether the unit has asked for the clock, as it does for rounds and timers. */
    boolean timed;

    private final class StandingTime implements Time {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public long nanoTime() {
            return nanoTime;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            delays.add(delay);
            tasks.add(task);
            return () -> {};
        }
    }

    /** Of an address that came from nowhere, unless the unit has another value. */
    @Override
    public <V> V get(UnitKey<V> key) {
        return key.type().cast(values.getOrDefault(key, new PublicAddress.Public(List.of(), 1500)));
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
    public void detail(String line) {
        details.add(line);
    }

    @Override
    public <V> void publish(UnitKey<V> key, V value) {
        values.put(key, value);
    }

    @Override
    public void restart() {}

    @Override
    public void failed(Throwable cause) {
        failures.add(String.valueOf(cause.getMessage()));
    }

    @Override
    public Time time() {
        timed = true;
        return new StandingTime();
    }
}
