package org.hepto.services.control;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A node of the cluster, one that asks to be, or one that is being forgotten.
 *
 * @param reason why it waits or is refused, or how far it is forgotten, one line
 * @param mesh its address in the cluster
 * @param pods its range for pods, once it is admitted
 * @param site the value of its label {@code topology.kubernetes.io/zone}
 * @param fingerprint of its identity; empty when its name is all that is left of it
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
        REFUSED,
        /** Its name is free when its certificate is worth nothing any more. */
        FORGOTTEN;

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
