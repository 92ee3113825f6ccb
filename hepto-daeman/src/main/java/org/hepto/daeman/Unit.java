package org.hepto.daeman;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Describes one part of a daemon: what it is called, what it depends on, how it starts, goes on and stops.
 *
 * <p>{@link #start}, {@link #changed} and {@link #stop} run on virtual threads that are named after the unit, one at a
 * time: every {@code start} that was entered is followed by one {@code stop}, whether it succeeded, failed or was
 * interrupted, and by any number of {@code changed} between them once it has succeeded. The same object is started again after a failure, so {@code start} begins from nothing. The other methods
 * describe the unit: they are called by any thread and always give the same answer.
 *
 * @param <T> what dependents receive once the unit is ready
 */
public interface Unit<T> {
    /** Returns the unit's name and the type of its value. */
    UnitKey<T> key();

    /**
     * Returns the units that must be ready whenever this one runs. It starts after them, may read their values, is stopped before
     * them and is started again after any of them was. It isn't told when they publish new values, unless it follows them
     * too.
     */
    default List<UnitKey<?>> needs() {
        return List.of();
    }

    /**
     * Returns the units that must have been ready once before this one starts for the first time. It is left alone when they
     * fail or restart later; when the graph stops, it stops before them. A name that is not in the graph is ignored, so
     * that one unit fits graphs with and without it.
     */
    default List<UnitKey<?>> after() {
        return List.of();
    }

    /**
     * Returns the units whose value this one keeps up with. At its first start it waits for their first value; it isn't stopped
     * when they fail or restart; when their value differs from the one it saw last, {@link #changed} is called. When the
     * graph stops, it stops before them. A name that is not in the graph is ignored. A unit may both need and follow
     * another.
     */
    default List<UnitKey<?>> follows() {
        return List.of();
    }

    /**
     * Starts and returns when the unit is ready: blocks for as long as that takes, by {@link UnitContext#await} where it
     * waits for something. The thread is interrupted when the graph stops, when a needed unit fails, and when the unit
     * itself was reported as {@link UnitContext#failed}.
     *
     * @return the value for the dependents, not null
     * @throws FatalUnitException to stop the whole graph, since starting again won't help
     * @throws Exception to be stopped and started again after {@link #backoff}
     */
    T start(UnitContext context) throws Exception;

    /**
     * Takes up the new value of a followed unit, which {@link UnitContext#get} returns. By default the unit is started
     * again.
     *
     * <p>Called once this unit is ready, if the newest value isn't equal to the one that it saw last: the newest when its
     * start or an earlier {@code changed} was called, or one that it has read since on the thread of that call. So what
     * comes while a call runs is one more call, and a value that went back to what it was is none. The thread is
     * interrupted when the unit is to be stopped.
     *
     * @param context that of the start
     * @param followed the unit with the new value; where several have one, there is a call for each
     * @throws FatalUnitException to stop the whole graph, since starting again won't help
     * @throws Exception to be stopped and started again after {@link #backoff}
     */
    default void changed(UnitContext context, UnitKey<?> followed) throws Exception {
        context.restart();
    }

    /**
     * Stops what was started, even if only half, and returns when that is gone.
     *
     * @param reason why, for a unit that leaves more or less behind depending on that
     * @throws Exception to have the failure reported; the unit counts as stopped all the same
     */
    default void stop(StopReason reason) throws Exception {}

    /** Returns how to watch the unit while it is ready, so that it fails when it no longer works; empty not to. */
    default Optional<HealthProbe> health() {
        return Optional.empty();
    }

    /**
     * Returns how long the end of a {@link #start} or {@link #changed} and the {@link #stop} after it may take together. Then the thread is interrupted and the graph goes
     * on without waiting; the unit is not started again before the old call has ended.
     */
    default Duration stopTimeout() {
        return Duration.ofSeconds(30);
    }

    /** Returns how long to wait between a failure and the next start. */
    default Backoff backoff() {
        return Backoff.STANDARD;
    }
}
