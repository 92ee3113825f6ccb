package org.hepto.sml;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Bytes that some streams may hold together, and those of one source. Whoever cannot have what it wants is told, and may
 * wait until something is given back. On the transport's thread.
 */
final class ByteBudget {

    private final long limit;
    private final long perSource;
    private final Map<Bytes, Long> bySource = new HashMap<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
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

    private void add(Bytes source, long more) {
        used += more;
        if (bySource.merge(source, more, Long::sum) == 0) {
            bySource.remove(source);
        }
    }

    private void retry() {
        for (int count = waiting.size(); count > 0; count--) {
            waiting.remove().run();
        }
    }

    /** What one stream holds. */
    final class Share {
        private final Bytes source;
        private long held;

        private Share(Bytes source) {
            this.source = source;
        }

        long held() {
            return held;
        }

        /** Holds so many bytes from now on if there is room; else nothing changes and it is false. */
        boolean grow(long to) {
            long more = to - held;
            if (more > 0 && (used + more > limit || bySource.getOrDefault(source, 0L) + more > perSource)) {
                return false;
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
            resize(0);
        }
    }
}
