package org.hepto.sml;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from the protocol's thread to a listener that may be slow. The queue is bounded: what does not fit is
 * dropped and counted, and the listener is told once that something is missing. {@link #offer} never blocks.
 */
final class EventPump implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventPump.class);
    private static final long JOIN_MILLIS = 1000;

    private final BlockingQueue<Runnable> queue;
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

    /** Hands over a call to the listener; false if it had to be dropped. */
    boolean offer(Runnable call) {
        boolean taken = queue.offer(call);
        if (!taken) {
            counters.count(Counters.Event.NOTIFICATIONS_DROPPED);
            overflowed.set(true);
        }
        return taken;
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                call(queue.take());
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
        boolean woken = queue.offer(() -> {});
        try {
            if (Thread.currentThread() != thread
                    && (!woken || !thread.join(java.time.Duration.ofMillis(JOIN_MILLIS)))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
