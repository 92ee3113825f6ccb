package org.hepto.daeman;

/** Is the value of a unit that gives its dependents nothing but the fact that it is ready. */
public enum Nothing {
    /** The only value. */
    NOTHING
}
