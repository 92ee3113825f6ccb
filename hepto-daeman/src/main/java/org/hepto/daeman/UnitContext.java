package org.hepto.daeman;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Shows a unit the graph while it runs: one context for each start. May be used by any thread of the unit.
 *
 * <p>A context is dead once its unit is being stopped: {@link #publish}, {@link #restart} and
 * {@link #failed} of a dead one do nothing.
 */
public interface UnitContext {
    /**
     * Returns the newest value of a unit that this one needs or follows. One that it only follows may have failed since.
     *
     * @throws IllegalArgumentException if the unit is neither among {@link Unit#needs} nor {@link Unit#follows}, or is
     *     only followed and not in the graph
     */
    <V> V get(UnitKey<V> key);

    /**
     * Returns the newest value of a unit that this one depends on in any way; empty only if it is not in the graph. The
     * unit may have failed since.
     *
     * @throws IllegalArgumentException if the unit is not among {@link Unit#needs}, {@link Unit#after} or
     *     {@link Unit#follows}
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

    /**
     * Gives the unit a new value: followers are told if it isn't equal to what they saw last, all others read it from
     * now on. Returns at once. Published while the unit starts, it takes the place of the value that start returns.
     *
     * @param key the unit's own
     * @param value the new value, immutable, with an {@code equals} that is quick and doesn't throw
     * @throws IllegalArgumentException if the key is another unit's
     */
    <V> void publish(UnitKey<V> key, V value);

    /**
     * Asks to be stopped and started again without delay, which counts as no failure: the dependents are stopped first, then
     * this unit is, for {@link StopReason#CHANGE}. Returns at once.
     */
    void restart();

    /** Returns the graph's time, for the unit's own timers. */
    Time time();
}
