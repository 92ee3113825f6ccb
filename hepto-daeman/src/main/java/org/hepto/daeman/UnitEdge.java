package org.hepto.daeman;

import java.util.Locale;

/**
 * Says that one unit depends on another.
 *
 * @param unit name of the dependent
 * @param on name of what it depends on
 * @param kind how it depends on it
 */
public record UnitEdge(String unit, String on, Kind kind) {
    /** Says how a unit depends on another. */
    public enum Kind {
        /** Runs only while the other is ready: {@link Unit#needs}. */
        NEEDS,
        /** Waits only for the other to be ready once: {@link Unit#after}. */
        AFTER,
        /** Waits for the other's first value and is told of each new one: {@link Unit#follows}. */
        FOLLOWS;

        /** Returns the verb: {@code "needs"}. */
        String verb() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns one line: {@code "kubelet needs containerd"}. */
    @Override
    public String toString() {
        return unit + " " + kind.verb() + " " + on;
    }
}
