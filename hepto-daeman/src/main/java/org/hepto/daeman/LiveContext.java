package org.hepto.daeman;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The context of one start of a unit. */
final class LiveContext implements UnitContext {
    /** What a context reaches of the graph. */
    interface Graph {
        /** Takes an event to the engine. */
        void bring(UnitEvent event);

        /** Returns the newest value of a unit. */
        Optional<Object> value(String unit);

        /** Returns the newest value of a followed unit; if a call of the reader asks, the engine is told. */
        Optional<Object> follow(UnitEvent.ValueRead read);

        /** Returns the graph's time. */
        Time time();
    }

    private final Graph graph;
    private final Unit<?> unit;
    private final int run;
    private volatile @Nullable String waiting;
    private volatile @Nullable String detail;

    LiveContext(Graph graph, Unit<?> unit, int run) {
        this.graph = graph;
        this.unit = unit;
        this.run = run;
    }

    /** Adds what the unit says itself. */
    UnitStatus describe(UnitStatus status) {
        return status.state().isUp()
                ? status.described(Optional.ofNullable(waiting), Optional.ofNullable(detail))
                : status;
    }

    @Override
    public <V> V get(UnitKey<V> key) {
        require(key, unit.needs().contains(key) || unit.follows().contains(key));
        return value(key)
                .orElseThrow(() -> new IllegalArgumentException(
                        "unit %s reads %s, which is not in the graph: use find".formatted(unit.key(), key)));
    }

    @Override
    public <V> Optional<V> find(UnitKey<V> key) {
        require(key, declared(key));
        return value(key);
    }

    private <V> Optional<V> value(UnitKey<V> key) {
        Optional<Object> value = unit.follows().contains(key)
                ? graph.follow(new UnitEvent.ValueRead(unit.key().name(), run, key.name()))
                : graph.value(key.name());
        return value.map(key.type()::cast);
    }

    private boolean declared(UnitKey<?> key) {
        return unit.needs().contains(key)
                || unit.after().contains(key)
                || unit.follows().contains(key);
    }

    private void require(UnitKey<?> key, boolean declared) {
        if (!declared) {
            throw new IllegalArgumentException(
                    "unit %s reads %s, but does not depend on it".formatted(unit.key(), key));
        }
    }

    @Override
    public void await(Condition condition, Duration timeout) throws InterruptedException {
        waiting = condition.description();
        try {
            look(condition, timeout);
        } finally {
            waiting = null;
        }
    }

    private void look(Condition condition, Duration timeout) throws InterruptedException {
        long begin = time().nanoTime();
        Optional<String> missing = condition.missing();
        while (missing.isPresent()) {
            waiting = missing.get();
            Duration left = timeout.minusNanos(time().nanoTime() - begin);
            if (!left.isPositive()) {
                throw new ConditionTimeoutException(missing.get(), timeout);
            }
            time().sleep(left.compareTo(condition.interval()) < 0 ? left : condition.interval());
            missing = condition.missing();
        }
    }

    @Override
    public <V> V await(String description, CompletableFuture<V> future, Duration timeout) throws InterruptedException {
        CompletableFuture<V> own = future.copy();
        Time.Timer timer = time().schedule(timeout, () -> own.completeExceptionally(new TimeoutException()));
        waiting = description;
        try {
            return own.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException && !future.isDone()) {
                throw new ConditionTimeoutException(description, timeout);
            }
            throw new CompletionException(e.getCause());
        } catch (CancellationException e) {
            throw new CompletionException(e);
        } finally {
            waiting = null;
            timer.cancel();
        }
    }

    @Override
    public void detail(String line) {
        detail = Lines.firstLine(line);
    }

    @Override
    public <V> void publish(UnitKey<V> key, V value) {
        if (!key.equals(unit.key())) {
            throw new IllegalArgumentException(
                    "unit %s publishes a value of %s: it may only publish its own".formatted(unit.key(), key));
        }
        graph.bring(new UnitEvent.Published(key.name(), run, key.type().cast(Objects.requireNonNull(value))));
    }

    @Override
    public void restart() {
        graph.bring(new UnitEvent.ChangeAsked(unit.key().name(), run));
    }

    @Override
    public void failed(Throwable cause) {
        graph.bring(new UnitEvent.Failed(unit.key().name(), run, cause));
    }

    @Override
    public Time time() {
        return graph.time();
    }
}
