package org.hepto.services.gossip;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.hepto.sml.Address;

/** Says that a newcomer's clock is wrong, by those of the nodes that it has spoken to. They are not signed: no proof. */
final class ClockHint {
    private ClockHint() {}

    /** A request that is signed by a clock that is behind is as good as one that is old, and those end after an hour. */
    private static boolean isWrong(Duration ahead) {
        return ahead.compareTo(Duration.ofHours(1)) > 0 || ahead.negated().compareTo(AdmissionRules.CLOCK) > 0;
    }

    /**
     * Returns one line, or empty if the clocks agree as well as admission asks for.
     *
     * @param ahead how far the clocks of others are ahead of this one; negative where they are behind
     */
    static Optional<String> of(Map<Address, Duration> ahead) {
        return ahead.entrySet().stream()
                .filter(other -> isWrong(other.getValue()))
                .min(Comparator.comparing(other -> other.getKey().toString()))
                .map(other -> "clock %s %s that of [%s]; set one of the two right"
                        .formatted(
                                AdmissionRules.span(other.getValue()),
                                other.getValue().isNegative() ? "ahead of" : "behind",
                                other.getKey().host()));
    }
}
