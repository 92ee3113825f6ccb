package org.hepto.services.gossip;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the map has told of a record that was signed ahead of this node's clock. It is over as soon as either clock is set
 * right: the record is ahead no more, or is told of no more.
 *
 * @param owner who has signed it, for people
 * @param signed when, by the owner's clock
 * @param told {@link System#nanoTime} when the map has told of it
 */
record ClockLag(String owner, Instant signed, long told) {
    static final ClockLag NONE = new ClockLag("", Instant.MIN, 0);

    static ClockLag of(String owner, Duration ahead, Instant now, long nanoTime) {
        return new ClockLag(owner, now.plus(ahead), nanoTime);
    }

    /** Returns one line, or empty if it is over. */
    Optional<String> line(Instant now, long nanoTime) {
        if (nanoTime - told > Gossip.OFF_CLOCK.toNanos() || !signed.isAfter(now.plus(AdmissionRules.CLOCK))) {
            return Optional.empty();
        }
        return Optional.of("this node's clock is %s behind that of %s: set one of the two right"
                .formatted(AdmissionRules.span(Duration.between(now, signed)), owner));
    }
}
