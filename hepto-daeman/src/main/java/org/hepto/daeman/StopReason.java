package org.hepto.daeman;

/**
 * Says why a unit is stopped. Where several reasons hold, the first in this order is told.
 *
 * <p>{@link #GOING_DOWN} is judged when {@link Unit#stop} is called, the others when the unit goes to
 * {@link UnitState#STOPPING}. What comes up while a stop runs isn't told: a graph that stops then takes the unit as
 * stopped when that stop has returned.
 */
public enum StopReason {
    /** The whole graph stops; the unit won't be started again. */
    GOING_DOWN,
    /** The unit has failed: its start threw, or it was reported as {@link UnitContext#failed}. */
    FAILURE,
    /** The unit alone is to be started again: {@link Daeman#restart}, {@link UnitContext#restart}. */
    CHANGE,
    /** A unit that this one needs has failed or is being stopped. */
    DEPENDENCY
}
