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

    private static final Logger LOG = LoggerFactory.getLogger(EventPump.class);
    private static final long JOIN_MILLIS = 1000;

    /** Bytes that may wait. */
    static final long MAX_BYTES = 64L * 1024 * 1024;

    /** A call with the bytes that it holds. */
    private record Waiting(Runnable call, long bytes) {}

    private final BlockingQueue<Waiting> queue;
    private final AtomicLong bytes = new AtomicLong();
    private final Runnable onOverflow;
    private final Counters counters;
    private final AtomicBoolean overflowed = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closed;

    EventPump(String name, int capacity, Counters counters, Runnable onOverflow) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.counters = counters;
        this.onOverflow = onOverflow;
        this.thread = Thread.ofVirtual().name("sml-events-" + name).unstarted(this::run);
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
        boolean fits = bytes.addAndGet(held) <= MAX_BYTES;
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
                Waiting next = queue.take();
                call(next.call());
                bytes.addAndGet(-next.bytes());
                if (queue.isEmpty() && overflowed.compareAndSet(true, false)) {
                    call(onOverflow);
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("events end", e);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // a listener's failure must not end the events
    private static void call(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.warn("a listener failed", e);
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
