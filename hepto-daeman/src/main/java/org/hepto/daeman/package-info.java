/**
 * The unit graph of a daemon: what depends on what, what is ready, and what waits for what.
 *
 * <p>Describe each part as a {@link org.hepto.daeman.Unit}, put them into a {@link org.hepto.daeman.UnitGraph} and let a
 * {@link org.hepto.daeman.Daeman} keep it running.
 *
 * <p>Inside, {@code Engine} is a state machine without a world: events and the time come in, effects come out.
 * {@code Planner} decides what to start and stop next, {@code Lifecycle} takes one unit through its states,
 * {@code Following} brings it news, {@code Probing} watches it. {@code UnitRunner} puts the engine into the world: it
 * holds the lock, the threads that run units' code, the timers and the listeners.
 */
@NullMarked
package org.hepto.daeman;

import org.jspecify.annotations.NullMarked;
