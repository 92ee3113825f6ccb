package org.hepto.daeman;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners of transitions: in order, one at a time, without holding the lock of the graph. */
final class Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    private final List<Consumer<UnitTransition>> listeners = new CopyOnWriteArrayList<>();
    private final Queue<UnitTransition> pending = new ConcurrentLinkedQueue<>();
    private final ReentrantLock delivery = new ReentrantLock();

    void add(Consumer<UnitTransition> listener) {
        listeners.add(listener);
    }

    /** Called with the lock of the graph held, so that the order is that of the transitions. */
    void record(UnitTransition transition) {
        pending.add(transition);
    }

    /** Called without the lock. What another thread is delivering already is left to that thread. */
    void deliver() {
        while (!pending.isEmpty() && delivery.tryLock()) {
            try {
                deliverPending();
            } finally {
                delivery.unlock();
            }
        }
    }

    private void deliverPending() {
        for (UnitTransition next = pending.poll(); next != null; next = pending.poll()) {
            for (Consumer<UnitTransition> listener : listeners) {
                deliver(listener, next);
            }
        }
    }

    private static void deliver(Consumer<UnitTransition> listener, UnitTransition transition) {
        try {
            listener.accept(transition);
        } catch (RuntimeException e) {
            LOG.warn("a listener failed on {}", transition, e);
        }
    }
}
