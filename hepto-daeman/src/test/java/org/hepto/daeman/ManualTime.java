package org.hepto.daeman;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Time that stands still until a test moves it; timers run on the thread that moves it. */
final class ManualTime implements Time {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Pending> timers =
            new PriorityQueue<>(Comparator.comparingLong(Pending::due).thenComparingLong(Pending::number));
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos;
    private long count;

    private record Pending(long due, long number, Runnable task) {}

    @Override
    public Instant instant() {
        return locked(() -> wall);
    }

    @Override
    public long nanoTime() {
        return locked(() -> nanos);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return locked(() -> {
            Pending pending = new Pending(nanos + delay.toNanos(), count++, task);
            timers.add(pending);
            changed.signalAll();
            return () -> locked(() -> timers.remove(pending));
        });
    }

    /** Moves both clocks and runs what becomes due, in order. */
    void advance(Duration step) {
        long end = nanoTime() + step.toNanos();
        for (Optional<Pending> next = takeDue(end); next.isPresent(); next = takeDue(end)) {
            next.get().task.run();
        }
        moveTo(end);
    }

    /** Sets the wall clock alone. */
    void jump(Instant to) {
        locked(() -> wall = to);
    }

    int timers() {
        return locked(timers::size);
    }

    /** Waits for threads of a test to set that many timers. */
    void awaitTimers(int expected) throws InterruptedException {
        lock.lock();
        try {
            while (timers.size() < expected) {
                if (!changed.await(10, TimeUnit.SECONDS)) {
                    throw new AssertionError("only " + timers.size() + " timers");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<Pending> takeDue(long end) {
        Pending next = locked(() -> timers.isEmpty() || timers.element().due > end ? null : timers.poll());
        if (next != null) {
            moveTo(Math.max(nanoTime(), next.due));
        }
        return Optional.ofNullable(next);
    }

    private void moveTo(long to) {
        locked(() -> {
            wall = wall.plusNanos(to - nanos);
            nanos = to;
            return true;
        });
    }

    private <R> R locked(Supplier<R> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
