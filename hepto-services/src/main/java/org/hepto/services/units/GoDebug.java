package org.hepto.services.units;

import java.util.Map;
import org.hepto.services.node.OperatorVariables;
import org.jspecify.annotations.Nullable;

/** GODEBUG of the upstream processes (Go's package runtime): without two habits that cost memory all the time. */
final class GoDebug {
    /**
     * Goroutines start with a stack of 2 KiB and not with the average of what others needed: 7 MiB in a control plane of
     * 4000. No sample of allocations is kept for heap profiles, which are off: 2 MiB.
     */
    private static final String LEAN = "adaptivestackstart=0,memprofilerate=0";

    private GoDebug() {}

    /**
     * Returns the value for a plane, or null if there is nothing to set. What the operator says comes last, because the
     * last of two settings wins.
     *
     * @param given {@link OperatorVariables}
     */
    static @Nullable String of(Map<String, String> given) {
        String operator = given.get("GODEBUG");
        if ("1".equals(given.get("HEPTO_VANILLA"))) {
            return operator;
        }
        return operator == null ? LEAN : LEAN + "," + operator;
    }
}
