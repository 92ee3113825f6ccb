package org.hepto.daeman;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Is waited for, and says what is missing. Used by one thread at a time. */
public interface Condition {
    /** Returns what is waited for, one line without a verb: {@code "file /run/admin.conf"}. */
    String description();

    /** Returns the pause between two looks. */
    Duration interval();

    /**
     * Looks once.
     *
     * @return empty if the condition holds, else what is missing still, one line
     * @throws InterruptedException if the look was interrupted
     */
    Optional<String> missing() throws InterruptedException;

    /**
     * Returns a condition that holds when the check says so. A check that throws counts as no, and its message is shown.
     *
     * @param description what is waited for: {@code "https://[::1]:6443/readyz"}
     */
    static Condition poll(String description, Duration interval, Check check) {
        return new PollCondition(description, interval, check);
    }

    /** Returns a condition that holds when all the files exist. */
    static Condition files(Path... paths) {
        return all(List.of(paths).stream().map(FileCondition::new).toArray(Condition[]::new));
    }

    /** Returns a condition that holds when all of them hold at the same look. */
    static Condition all(Condition... conditions) {
        return conditions.length == 1 ? conditions[0] : new AllCondition(List.of(conditions));
    }

    /** Answers yes or no. */
    @FunctionalInterface
    interface Check {
        /** Returns whether the condition holds now; an exception means no. */
        boolean holds() throws Exception;
    }
}
