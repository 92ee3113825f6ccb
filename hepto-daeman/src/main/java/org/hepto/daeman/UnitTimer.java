package org.hepto.daeman;

/**
 * A timer that the engine has asked for.
 *
 * @param unit the unit that it is for
 * @param purpose what for; a unit has at most one timer of each purpose
 * @param number tells it from earlier ones of the unit, which may still fire after they were cancelled
 */
record UnitTimer(String unit, Purpose purpose, int number) {
    /** What happens when a timer fires. */
    enum Purpose {
        /** The unit has taken too long to stop. */
        STOP,
        /** The delay after a failure is over. */
        BACKOFF,
        /** The next health probe is due. */
        PROBE,
        /** The present health probe has taken too long. */
        PROBE_LIMIT
    }
}
