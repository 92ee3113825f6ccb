package org.hepto.daeman;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Says what a unit is doing.
 *
 * <pre>{@code
 *           all needs are ready            start returned
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
 * <p>(1) The graph stops, a needed unit failed or leaves, or a restart is wanted: by {@link Daeman#restart},
 * {@link UnitContext#restart}, or the default of {@link Unit#changed}. STARTING, READY and FAILED become STOPPING only when
 * the dependents that have to stop too are down.
 *
 * <table>
 * <caption>What of the unit's code may run, and what may come up</caption>
 * <tr><th>state</th><th>calls</th><th>becomes FAILED when</th></tr>
 * <tr><td>STARTING</td><td>start</td><td>start throws; {@link UnitContext#failed}</td></tr>
 * <tr><td>READY</td><td>changed; health probes</td><td>changed throws; probes fail; {@link UnitContext#failed}</td></tr>
 * <tr><td>FAILED</td><td>the end of start or changed, interrupted</td><td></td></tr>
 * <tr><td>STOPPING</td><td>the end of start or changed, interrupted; then stop</td><td></td></tr>
 * <tr><td>others</td><td>the end of a call that was overdue, and a stop after it; the next start waits for them</td>
 * <td></td></tr>
 * </table>
 */
public enum UnitState {
    /** Not started: a unit that it depends on isn't ready, or a call of its last run has not ended. */
    WAITING,
    /** {@link Unit#start} is running, or about to. */
    STARTING,
    /** Started, and dependents may use it; {@link Unit#changed} may be running. */
    READY,
    /** Has failed; its dependents are being stopped before it. */
    FAILED,
    /** The start or {@link Unit#changed} is being interrupted, or {@link Unit#stop} is running. */
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

    /** Returns whether something of the unit may be running, so that it has to be stopped. */
    public boolean isUp() {
        return this == STARTING || this == READY || this == FAILED || this == STOPPING;
    }

    /** Returns whether a unit may go from this state to the other. */
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
