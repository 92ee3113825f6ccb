package org.hepto.daeman;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What a unit is doing.
 *
 * <pre>{@code
 *              needs are ready             start returned
 *   WAITING -------------------> STARTING ----------------> READY
 *    ^ ^  |                       |    |                    |  |
 *    | |  |         given up (1)  |    | start threw        |  |
 *    | |  |                       |    +------> FAILED <----+  | left (1)
 *    | |  |                       |                |   failed  |
 *    | |  |                       |                |           |
 *    | |  |                       v                v           |
 *    | +--|------------------- STOPPING <----------+-----------+
 *    |    |    did not fail     |    |
 *    |    |                     |    | graph stops
 *    |    |              failed |    v
 *    |    +---------------------|--> STOPPED
 *    |         graph stops      v        ^
 *    +---------------------- BACKOFF ----+
 *           delay is over         graph stops
 * }</pre>
 *
 * <p>(1) The graph stops, a needed unit failed or leaves, or a restart is wanted. STARTING, READY and FAILED become
 * STOPPING only when the dependents that have to stop too are down.
 */
public enum UnitState {
    /** Not started: a unit that it needs is not ready. */
    WAITING,
    /** {@link Unit#start} is running. */
    STARTING,
    /** Started, and dependents may use it. */
    READY,
    /** Has failed; its dependents are being stopped before it. */
    FAILED,
    /** The start is being interrupted or {@link Unit#stop} is running. */
    STOPPING,
    /** Has failed and is stopped; will be started again after a delay. */
    BACKOFF,
    /** The graph has stopped it; it does not start again. */
    STOPPED;

    private static final Map<UnitState, Set<UnitState>> PREDECESSORS = Map.of(
            WAITING, EnumSet.of(STOPPING, BACKOFF),
            STARTING, EnumSet.of(WAITING),
            READY, EnumSet.of(STARTING),
            FAILED, EnumSet.of(STARTING, READY),
            STOPPING, EnumSet.of(STARTING, READY, FAILED),
            BACKOFF, EnumSet.of(STOPPING),
            STOPPED, EnumSet.of(WAITING, BACKOFF, STOPPING));

    /** Whether something of the unit may be running, so that it has to be stopped. */
    public boolean isUp() {
        return this == STARTING || this == READY || this == FAILED || this == STOPPING;
    }

    /** Whether a unit may go from this state to the other. */
    public boolean mayBecome(UnitState next) {
        return PREDECESSORS.getOrDefault(next, Set.of()).contains(this);
    }

    /** Refuses a transition that is not in the table. */
    static void validate(String unit, UnitState from, UnitState to) {
        if (!from.mayBecome(to)) {
            throw new IllegalStateException("unit %s cannot go from %s to %s".formatted(unit, from, to));
        }
    }
}
