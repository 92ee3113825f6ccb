package org.hepto.daeman;

/**
 * All that the planner has to know of a unit.
 *
 * @param state what it is doing
 * @param busy whether a call of its start or stop has not returned yet
 * @param onceReady whether it has ever been ready
 * @param unwanted whether it was asked to go down once, to be started again
 */
record Situation(UnitState state, boolean busy, boolean onceReady, boolean unwanted) {
    static final Situation INITIAL = new Situation(UnitState.WAITING, false, false, false);
}
