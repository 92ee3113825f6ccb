package org.hepto.sml;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two threads for what takes long, so that the protocol's thread answers meanwhile: one for small messages and one for
 * large ones, each ending when it is idle. On the large one only one message is opened or sealed at a time, which bounds
 * the memory of that; this node's own messages go first there, and strangers last. From any thread. What waits is bounded
 * by the streams that are open.
 */
final class Lanes implements AutoCloseable {

    /** Bytes up to which a message is small. */
    static final int SMALL = 32 * 1024;

    /** Bytes of a message besides its content, at most. */
    static final int HEADROOM = 1024;

    private static final long IDLE_SECONDS = 10;

    /** Who goes first. */
    enum Rank {
        OWN,
        MEMBER,
        STRANGER
    }

    /** Something to do, in its order. */
    private record Work(Rank rank, long order, Runnable what) implements Runnable, Comparable<Work> {
        @Override
        public void run() {
            what.run();
        }

        @Override
        public int compareTo(Work other) {
            int byRank = rank.compareTo(other.rank);
            return byRank != 0 ? byRank : Long.compare(order, other.order);
        }
    }

    private final ThreadPoolExecutor small;
    private final ThreadPoolExecutor large;
    private final AtomicLong orders = new AtomicLong();

    Lanes(String name) {
        this.small = lane("sml-small-" + name, new LinkedBlockingQueue<>());
        this.large = lane("sml-large-" + name, new PriorityBlockingQueue<>());
    }

    private static ThreadPoolExecutor lane(String name, BlockingQueue<Runnable> queue) {
        // platform threads: what computes for long would keep a carrier from all virtual ones
        ThreadFactory threads = Thread.ofPlatform().daemon().name(name).factory();
        ThreadPoolExecutor lane = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, queue, threads);
        lane.allowCoreThreadTimeOut(true);
        return lane;
    }

    /** Does something with a message of so many bytes, soon; not at all when this node is closed. */
    void run(long bytes, Rank rank, Runnable what) {
        ThreadPoolExecutor lane = bytes <= SMALL ? small : large;
        try {
            lane.execute(new Work(rank, orders.getAndIncrement(), what));
        } catch (RejectedExecutionException e) {
            if (!lane.isShutdown()) {
                throw e;
            }
        }
    }

    /** Goes back to the transport's thread with what came of it; not at all when that has ended. */
    static void back(EventExecutor loop, Runnable what) {
        try {
            loop.execute(what);
        } catch (RejectedExecutionException e) {
            if (!loop.isShuttingDown()) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        small.shutdown();
        large.shutdown();
    }
}
