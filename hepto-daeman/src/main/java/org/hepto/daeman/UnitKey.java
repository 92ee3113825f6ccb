package org.hepto.daeman;

/**
 * Names a unit and the type of the value that it provides: how units refer to each other.
 *
 * @param name unique in a graph, lower-case with dashes; it is also the name of the unit's thread
 * @param type of the value that dependents receive
 */
public record UnitKey<T>(String name, Class<T> type) {
    /** Rejects an empty name. */
    public UnitKey {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a unit needs a name");
        }
    }

    /** Returns a key for a unit that provides a value. */
    public static <T> UnitKey<T> of(String name, Class<T> type) {
        return new UnitKey<>(name, type);
    }

    /** Returns a key for a unit that provides nothing but its readiness. */
    public static UnitKey<Nothing> of(String name) {
        return new UnitKey<>(name, Nothing.class);
    }

    @Override
    public String toString() {
        return name;
    }
}
