package org.hepto.sml;

import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/** What is to be done later, as data: whoever drives the state machine calls {@link #run} in time. For one thread. */
final class Timers {

    /** Nothing is waiting. */
    static final long NEVER = Long.MAX_VALUE;

    /** One thing that waits. */
    static final class Timer implements Comparable<Timer> {
        static final Timer NONE = new Timer(0, 0, now -> {});

        private final long deadline;
        private final long order;
        private final LongConsumer task;
        private boolean cancelled;

        private Timer(long deadline, long order, LongConsumer task) {
            this.deadline = deadline;
            this.order = order;
            this.task = task;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Timer other) {
            int byDeadline = Long.compare(deadline, other.deadline);
            return byDeadline != 0 ? byDeadline : Long.compare(order, other.order);
        }
    }

    /** Timers that may wait before those that were cancelled are looked for. */
    private static final int FEW = 64;

    private final PriorityQueue<Timer> queue = new PriorityQueue<>();
    private int most = FEW;
    private long order;

    /** Calls the task, with the time at which it is called, once the deadline has come. */
    Timer at(long deadline, LongConsumer task) {
        if (queue.size() >= most) {
            // others can bring about timers and their end as fast as they send packets
            queue.removeIf(timer -> timer.cancelled);
            most = Math.max(FEW, 2 * queue.size());
        }
        Timer timer = new Timer(deadline, order++, task);
        queue.add(timer);
        return timer;
    }

    /** Timers that are held: no more than twice those that wait, or a few. */
    int size() {
        return queue.size();
    }

    /** The earliest deadline, or {@link #NEVER}. */
    long next() {
        for (Timer first = queue.peek(); first != null; first = queue.peek()) {
            if (!first.cancelled) {
                return first.deadline;
            }
            queue.poll();
        }
        return NEVER;
    }

    /** Runs what is due. */
    void run(long now) {
        while (next() <= now) {
            Timer due = queue.poll();
            if (due != null) {
                due.task.accept(now);
            }
        }
    }
}
