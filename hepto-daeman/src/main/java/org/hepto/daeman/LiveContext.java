package org.hepto.daeman;

import java.time.Duration;
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
        require(key, unit.needs().contains(key));
        return value(key).orElseThrow();
    }

    @Override
    public <V> Optional<V> find(UnitKey<V> key) {
        require(key, unit.needs().contains(key) || unit.after().contains(key));
        return value(key);
    }

    private <V> Optional<V> value(UnitKey<V> key) {
        return graph.value(key.name()).map(key.type()::cast);
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
    public void failed(Throwable cause) {
        graph.bring(new UnitEvent.Failed(unit.key().name(), run, cause));
    }

    @Override
    public Time time() {
        return graph.time();
    }
}
