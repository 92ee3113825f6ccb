package org.hepto.daeman;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a unit sees of the graph while it runs: one context per start. May be used by any thread of the unit.
 *
 * <p>A context is dead once its unit is being stopped: {@link #failed} of a dead one does nothing.
 */
public interface UnitContext {
    /**
     * The value of a unit that this one needs.
     *
     * @throws IllegalArgumentException if the unit is not among {@link Unit#needs}
     */
    <V> V get(UnitKey<V> key);

    /**
     * The newest value of a unit that this one needs or comes after; empty only if a unit of {@link Unit#after} is not
     * in the graph. The unit may have failed since.
     *
     * @throws IllegalArgumentException if the unit is neither among {@link Unit#needs} nor {@link Unit#after}
     */
    <V> Optional<V> find(UnitKey<V> key);

    /**
     * Blocks until the condition holds; what it waits for shows in the unit's status meanwhile.
     *
     * @throws ConditionTimeoutException if it did not hold in time, with the last reason
     * @throws InterruptedException if the start is given up; let it through
     */
    void await(Condition condition, Duration timeout) throws InterruptedException;

    /**
     * Blocks until the future completes, without polling; the description shows in the unit's status meanwhile.
     *
     * @throws ConditionTimeoutException if it did not complete in time
     * @throws java.util.concurrent.CompletionException if it completed with a failure
     * @throws InterruptedException if the start is given up; let it through
     */
    <V> V await(String description, CompletableFuture<V> future, Duration timeout) throws InterruptedException;

    /** Sets the free line of the unit's status, for instance {@code "3 peers"}; stays until set again. */
    void detail(String line);

    /**
     * Reports that the unit has failed by itself, while starting or later. Returns at once; the dependents are stopped,
     * then this unit is, and all are started again, unless the cause is a {@link FatalUnitException}.
     */
    void failed(Throwable cause);

    /** The graph's time, for the unit's own timers. */
    Time time();
}
