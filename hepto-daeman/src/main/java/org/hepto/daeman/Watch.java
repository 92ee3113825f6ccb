package org.hepto.daeman;

import java.util.Optional;

/**
 * What is known of a unit's health.
 *
 * @param probing number of the run whose probe is in flight; 0 if there is none
 * @param settled whether the result of that probe is no longer of interest
 * @param failures in a row
 * @param lastFailure one line; empty if the last probe has succeeded
 */
record Watch(int probing, boolean settled, int failures, Optional<String> lastFailure) {
    static final Watch NONE = new Watch(0, false, 0, Optional.empty());

    boolean isProbing() {
        return probing != 0;
    }

    /** Returns the watch for a new run: what is left from an earlier one is ignored. */
    Watch fresh() {
        return new Watch(probing, true, 0, Optional.empty());
    }

    Watch begun(int run) {
        return new Watch(run, false, failures, lastFailure);
    }

    Watch settle() {
        return new Watch(probing, true, failures, lastFailure);
    }

    Watch ended() {
        return new Watch(0, false, failures, lastFailure);
    }

    Watch succeeded() {
        return new Watch(probing, settled, 0, Optional.empty());
    }

    Watch failed(String line) {
        return new Watch(probing, settled, failures + 1, Optional.of(line));
    }
}
