package org.hepto.daeman;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something to wait for that can tell what it waits for. Used by one thread at a time. */
public interface Condition {
    /** What is waited for, one line without a verb: {@code "file /run/admin.conf"}. */
    String description();

    /** The pause between two looks. */
    Duration interval();

    /**
     * Looks once.
     *
     * @return empty if the condition holds, else what is missing still, one line
     * @throws InterruptedException if the look was interrupted
     */
    Optional<String> missing() throws InterruptedException;

    /**
     * Holds when the check says so. A check that throws counts as no, and its message is shown.
     *
     * @param description what is waited for: {@code "https://[::1]:6443/readyz"}
     */
    static Condition poll(String description, Duration interval, Check check) {
        return new PollCondition(description, interval, check);
    }

    /** Holds when all the files exist. */
    static Condition files(Path... paths) {
        return all(List.of(paths).stream().map(FileCondition::new).toArray(Condition[]::new));
    }

    /** Holds when all the conditions hold at the same look. */
    static Condition all(Condition... conditions) {
        return conditions.length == 1 ? conditions[0] : new AllCondition(List.of(conditions));
    }

    /** A question with yes or no. */
    @FunctionalInterface
    interface Check {
        /** Whether the condition holds now; an exception means no. */
        boolean holds() throws Exception;
    }
}
