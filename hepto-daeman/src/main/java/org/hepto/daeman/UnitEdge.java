package org.hepto.daeman;

/**
 * One unit depends on another.
 *
 * @param unit name of the dependent
 * @param on name of what it depends on
 * @param kind how closely
 */
public record UnitEdge(String unit, String on, Kind kind) {
    /** How closely a unit follows another. */
    public enum Kind {
        /** Runs only while the other is ready: {@link Unit#needs}. */
        NEEDS,
        /** Waits only for the other to be ready once: {@link Unit#after}. */
        AFTER
    }

    /** {@code "kubelet needs containerd"}. */
    @Override
    public String toString() {
        return unit + (kind == Kind.NEEDS ? " needs " : " after ") + on;
    }
}
