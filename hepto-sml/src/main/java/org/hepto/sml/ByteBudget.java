package org.hepto.sml;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that some streams may hold together, and those of one source. Whoever cannot have what it wants is told, and may
 * wait until something is given back. A stream may offer to give way: it does to all that don't offer it, and to those that
 * do if their source would still hold less than its own. So whoever holds much keeps nobody out. On the transport's thread.
 */
final class ByteBudget {

    private final long limit;
    private final long perSource;
    private final Map<Bytes, Long> bySource = new HashMap<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Set<Share> yielding = new LinkedHashSet<>();
    private long used;

    ByteBudget(long limit, long perSource) {
        this.limit = limit;
        this.perSource = perSource;
    }

    /** The part of one stream, which holds nothing yet. */
    Share share(Bytes source) {
        return new Share(source);
    }

    long used() {
        return used;
    }

    /** Sources that hold something. */
    int sources() {
        return bySource.size();
    }

    private long heldBy(Bytes source) {
        return bySource.getOrDefault(source, 0L);
    }

    /** Which stream gives way to another that wants so many bytes more: the largest of the source that holds most. */
    private Optional<Share> yielding(Share to, long more) {
        boolean equal = yielding.contains(to);
        if (equal && !waiting.isEmpty()) {
            return Optional.empty(); // what is given back belongs to those
        }
        long least = equal ? heldBy(to.source) + more : 0;
        return yielding.stream()
                .filter(share -> share.held > 0 && heldBy(share.source) > least)
                .filter(share -> !equal || !share.source.equals(to.source))
                .max(Comparator.<Share>comparingLong(share -> heldBy(share.source))
                        .thenComparingLong(share -> share.held));
    }

    private void add(Bytes source, long more) {
        used += more;
        if (bySource.merge(source, more, Long::sum) == 0) {
            bySource.remove(source);
        }
    }

    private void retry() {
        // one that makes others give way empties the queue meanwhile
        for (int count = waiting.size(); count > 0 && !waiting.isEmpty(); count--) {
            waiting.remove().run();
        }
    }

    /** What one stream holds. */
    final class Share {
        private final Bytes source;
        private @Nullable Runnable giveWay;
        private long held;

        private Share(Bytes source) {
            this.source = source;
        }

        long held() {
            return held;
        }

        /** Gives way from now on by releasing what it holds, at a call that may be made once and whenever another grows. */
        void offer(Runnable way) {
            giveWay = way;
            yielding.add(this);
        }

        /** Gives way no more. */
        void keep() {
            giveWay = null;
            yielding.remove(this);
        }

        private void giveWay() {
            Runnable way = giveWay;
            keep();
            if (way != null) {
                way.run();
            }
        }

        /** Holds so many bytes from now on if there is room, or others make it; else it holds what it did and it is false. */
        boolean grow(long to) {
            long more = to - held;
            if (more > 0 && heldBy(source) + more > perSource) {
                return false;
            }
            while (more > 0 && used + more > limit) {
                Optional<Share> other = yielding(this, more);
                if (other.isEmpty()) {
                    return false;
                }
                other.get().giveWay();
            }
            resize(to);
            return true;
        }

        /** Holds so many bytes from now on, whatever the limit: for what is there already. */
        void resize(long to) {
            long more = to - held;
            held = to;
            add(source, more);
            if (more < 0) {
                retry();
            }
        }

        /** Tries again when something is given back. */
        void await(Runnable again) {
            waiting.add(again);
        }

        void release() {
            keep();
            resize(0);
        }
    }
}
