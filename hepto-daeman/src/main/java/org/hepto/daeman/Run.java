package org.hepto.daeman;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One start of a unit until it is stopped again: the context of the unit, and what the engine knows of the calls. */
final class Run implements UnitContext {
    private final Host host;
    private final Slot slot;
    private volatile @Nullable String waiting;
    private volatile @Nullable String detail;

    /** Whether the unit's start was called; guarded by the lock of the engine, as all below. */
    boolean entered;

    /** Whether the unit's stop was called. */
    boolean stopped;

    private boolean interrupted;
    private @Nullable Thread worker;

    Run(Host host, Slot slot) {
        this.host = host;
        this.slot = slot;
    }

    Slot slot() {
        return slot;
    }

    Optional<String> waitingFor() {
        return Optional.ofNullable(waiting);
    }

    Optional<String> detail() {
        return Optional.ofNullable(detail);
    }

    /** A call of the unit begins on the thread. */
    void hold(Thread thread) {
        worker = thread;
        interrupted = false;
    }

    /** The call has ended, on the thread of the call: an interrupt that came too late is dropped. */
    void release() {
        worker = null;
        Thread.interrupted();
    }

    /** Interrupts the call that is running, once, to let it clean up in peace. */
    void interrupt() {
        if (!interrupted) {
            interrupted = true;
            interruptAgain();
        }
    }

    /** Interrupts the call that is running. */
    void interruptAgain() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    @Override
    public <V> V get(UnitKey<V> key) {
        require(key, slot.unit.needs().contains(key));
        return host.value(key).orElseThrow();
    }

    @Override
    public <V> Optional<V> find(UnitKey<V> key) {
        require(key, slot.unit.needs().contains(key) || slot.unit.after().contains(key));
        return host.value(key);
    }

    private void require(UnitKey<?> key, boolean declared) {
        if (!declared) {
            throw new IllegalArgumentException(
                    "unit %s reads %s, but does not depend on it".formatted(slot.name(), key));
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
        host.bring(engine -> engine.failed(this, cause));
    }

    @Override
    public Time time() {
        return host.time();
    }
}
