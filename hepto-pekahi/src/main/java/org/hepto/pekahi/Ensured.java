package org.hepto.pekahi;

/**
 * What an idempotent verb found or made, so that the caller knows what to restart.
 *
 * @param reason why it was made or made again, for a log line; empty when it was kept
 */
public record Ensured<T>(T value, Outcome outcome, String reason) {
    /** What happened to the file. */
    public enum Outcome {
        /** It was there and good. */
        KEPT,
        /** It was not there. */
        CREATED,
        /** It was there and has been made again; a key stays the same. */
        RENEWED
    }

    /** Whether a file was written. */
    public boolean changed() {
        return outcome != Outcome.KEPT;
    }

    static <T> Ensured<T> kept(T value) {
        return new Ensured<>(value, Outcome.KEPT, "");
    }

    static <T> Ensured<T> created(T value, String reason) {
        return new Ensured<>(value, Outcome.CREATED, reason);
    }

    static <T> Ensured<T> renewed(T value, String reason) {
        return new Ensured<>(value, Outcome.RENEWED, reason);
    }
}
