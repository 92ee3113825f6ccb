package org.hepto.services.steps;

/** What the daemon and its helper say to each other; each line is about the step of that id. */
sealed interface Message {
    /** Names the step that the message is about; unique in the life of a helper. */
    long id();

    /** Asks for a step. */
    record Run(long id, Step step) implements Message {}

    /** Gives a step up. */
    record Cancel(long id) implements Message {}

    /** Tells what a step waits for. */
    record Missing(long id, String line) implements Message {}

    /** Ends a step that succeeded. */
    record Finished(long id, StepResult result) implements Message {}

    /**
     * Ends a step that failed.
     *
     * @param fatal whether trying again won't help
     */
    record Failed(long id, String reason, boolean fatal) implements Message {}
}
