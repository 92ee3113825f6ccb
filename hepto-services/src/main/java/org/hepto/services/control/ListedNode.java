package org.hepto.services.control;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A node of the cluster, or one that asks to be.
 *
 * @param reason why it waits or is refused, one line
 * @param mesh its address in the cluster
 * @param pods its range for pods, once it is admitted
 * @param site the value of its label {@code topology.kubernetes.io/zone}
 * @param fingerprint of its identity
 * @param certificateExpires when the certificate that it was issued last does
 */
public record ListedNode(
        String name,
        State state,
        Optional<String> reason,
        Optional<String> mesh,
        Optional<String> pods,
        Optional<String> site,
        String fingerprint,
        Optional<Instant> certificateExpires) {
    /** Whether it is in the cluster. */
    public enum State {
        ADMITTED,
        /** It asks to join, and an operator has to admit it. */
        WAITING,
        /** It asks to join and will not get in as it is. */
        REFUSED;

        /** Reads the state as it is written in a reply. */
        static State parse(String text) throws MalformedMessageException {
            for (State state : values()) {
                if (state.toString().equals(text)) {
                    return state;
                }
            }
            throw new MalformedMessageException("unknown state '%s'".formatted(Texts.cut(text)));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
