package org.hepto.sml;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one listener of the application: an exception of it is logged, an error ends it alone. For all threads. */
final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private volatile boolean ended;

    /** Calls the listener, unless it has ended. */
    void call(Runnable listener) {
        if (ended) {
            return;
        }
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.warn("a listener failed", e);
        } catch (Error e) {
            ended = true;
            LOG.error("a listener failed with an error: it is told nothing any more", e);
        }
    }
}
