package org.hepto.services.control;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hepto.services.control.ControlReply.Alive;
import org.hepto.services.control.ControlReply.Change;
import org.hepto.services.control.ControlReply.Done;
import org.hepto.services.control.ControlReply.Failure;

/** Hands each change of a unit to all that watch. For all threads; nothing blocks but {@link Watcher#next}. */
final class Watchers {
    /** Changes that one may be behind; a whole start of a node is about fifty. */
    private static final int BEHIND = 500;

    private final Set<Watcher> all = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Watcher open() {
        Watcher watcher = new Watcher();
        all.add(watcher);
        if (closed) {
            watcher.replies.add(new Done());
        }
        return watcher;
    }

    void publish(UnitChange change) {
        all.forEach(watcher -> watcher.offer(new Change(change)));
    }

    /** Ends all streams. */
    void close() {
        closed = true;
        all.forEach(watcher -> watcher.replies.add(new Done()));
    }

    /** What one client has not been told yet. */
    final class Watcher implements AutoCloseable {
        private final LinkedBlockingQueue<ControlReply> replies = new LinkedBlockingQueue<>();

        private void offer(Change change) {
            if (replies.size() < BEHIND) {
                replies.add(change);
            } else if (all.remove(this)) {
                replies.add(new Failure(ErrorCode.OVERRUN, "more happens than this client reads; ask again"));
            }
        }

        /** Returns the next reply, {@link Alive} if nothing happens for so long. */
        ControlReply next(Duration quiet) throws InterruptedException {
            ControlReply reply = replies.poll(quiet.toMillis(), TimeUnit.MILLISECONDS);
            return reply == null ? new Alive() : reply;
        }

        @Override
        public void close() {
            all.remove(this);
        }
    }
}
