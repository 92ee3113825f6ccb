package org.hepto.daeman;

/** The value of a unit that gives nothing to its dependents but the fact that it is ready. */
public enum Nothing {
    /** The only value. */
    NOTHING
}
