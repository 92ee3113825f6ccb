package org.hepto.services.node;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/**
 * Warnings that others can bring about as often as they like: so many are logged in an interval, then one line that there
 * are more. For all threads.
 */
public final class BoundedLog {
    private final Logger log;
    private final int lines;
    private final Duration interval;
    private final String more;
    private Instant since = Instant.EPOCH;
    private int said;

    /**
     * Makes one with nothing in it.
     *
     * @param lines that are logged in an interval
     * @param more takes the place of all others
     */
    public BoundedLog(Logger log, int lines, Duration interval, String more) {
        this.log = log;
        this.lines = lines;
        this.interval = interval;
        this.more = more;
    }

    /** Logs a line, or not. A clock that was set back begins another interval. */
    public synchronized void warn(String line, Instant now) {
        if (now.isBefore(since) || !now.isBefore(since.plus(interval))) {
            since = now;
            said = 0;
        }
        if (said <= lines) {
            log.warn("{}", said < lines ? line : more);
            said++;
        }
    }
}
