package org.hepto.daeman;

import java.time.Duration;
import java.util.Optional;

/** Tells how much CPU was used where the work of a unit happens: in this process, in a child, in a cgroup. */
@FunctionalInterface
public interface CpuMeter {
    /** Measures nothing. */
    CpuMeter NONE = unit -> Optional.empty();

    /**
     * Returns the CPU time that was used there so far; only differences have a meaning. Called before and after a start,
     * on the unit's thread; must not throw. Units that work in the same place at the same time share what is used.
     *
     * @return empty if it can't be told
     */
    Optional<Duration> used(Unit<?> unit);
}
