package org.hepto.sml;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from the protocol's thread to a listener that may be slow. The queue is bounded in number and bytes:
 * what does not fit is dropped and counted, and the listener is told once that something is missing. {@link #offer} never
 * blocks.
 */
final class EventPump implements AutoCloseable {

    /** Events that may wait. */
    static final int CAPACITY = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(EventPump.class);
    private static final long JOIN_MILLIS = 1000;

    /** A call with the bytes that it holds. */
    private record Waiting(Runnable call, long bytes) {}

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong bytes = new AtomicLong();
    private final long maxBytes;
    private final Runnable onOverflow;
    private final Counters counters;
    private final AtomicBoolean overflowed = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Prepares a pump.
     *
     * @param threads makes its thread: a platform thread where events are computed with for long
     * @param maxBytes that may wait
     * @param onOverflow called on its thread after events were dropped
     */
    EventPump(Thread.Builder threads, long maxBytes, Counters counters, Runnable onOverflow) {
        this.maxBytes = maxBytes;
        this.counters = counters;
        this.onOverflow = onOverflow;
        this.thread = threads.unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Hands over a call to the listener that holds next to nothing; false if it had to be dropped. */
    boolean offer(Runnable call) {
        return offer(call, 0);
    }

    /** Hands over a call that holds so many bytes; false if it had to be dropped. */
    boolean offer(Runnable call, long held) {
        boolean fits = bytes.addAndGet(held) <= maxBytes;
        boolean taken = fits && queue.offer(new Waiting(call, held));
        if (!taken) {
            bytes.addAndGet(-held);
            counters.count(Counters.Event.NOTIFICATIONS_DROPPED);
            overflowed.set(true);
        }
        return taken;
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                next();
                if (queue.isEmpty() && overflowed.compareAndSet(true, false)) {
                    onOverflow.run();
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("events end", e);
        }
    }

    /** A method of its own, so that nothing holds the event while the next one is waited for. */
    private void next() throws InterruptedException {
        Waiting next = queue.take();
        try {
            next.call().run();
        } catch (RuntimeException | Error e) {
            LOG.error("an event failed", e);
        } finally {
            bytes.addAndGet(-next.bytes());
        }
    }

    /** Lets what is queued be delivered for a moment, then ends. */
    @Override
    public void close() {
        closed = true;
        boolean woken = queue.offer(new Waiting(() -> {}, 0));
        try {
            if (Thread.currentThread() != thread && (!woken || !thread.join(Duration.ofMillis(JOIN_MILLIS)))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
