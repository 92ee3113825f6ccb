package org.hepto.services.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Errors;

/** Gathers the results of checks, so that all that is wrong is told at once. Not thread-safe. */
final class Checklist {
    private final List<CheckResult> results = new ArrayList<>();

    /** Finds something out, or throws what is wrong with it. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    /** Throws what is wrong. */
    @FunctionalInterface
    interface Requirement {
        void check() throws IOException, InterruptedException;
    }

    void add(CheckResult result) {
        results.add(result);
    }

    /** Returns what was found out; each problem becomes a failure of that name. */
    <T> Optional<T> attempt(String name, Attempt<T> attempt) throws InterruptedException {
        try {
            return Optional.of(attempt.run());
        } catch (ConfigException e) {
            e.problems().forEach(problem -> add(CheckResult.fail(name, problem)));
        } catch (IOException e) {
            add(CheckResult.fail(name, "cannot be checked: " + Errors.line(e), "repair that and try again"));
        }
        return Optional.empty();
    }

    /** Returns whether nothing is wrong; each problem becomes a failure of that name. */
    boolean require(String name, Requirement requirement) throws InterruptedException {
        return attempt(name, () -> {
                    requirement.check();
                    return true;
                })
                .isPresent();
    }

    /** Returns whether a check has failed so far. */
    boolean failed() {
        return results.stream().anyMatch(result -> result.level() == CheckResult.Level.FAIL);
    }

    /** Returns the results in the order of the checks. */
    List<CheckResult> results() {
        return List.copyOf(results);
    }

    /** Throws all failures as one {@link ConfigException}, if there are any. */
    void requireNoFailure() {
        if (failed()) {
            throw new ConfigException(results.stream()
                    .filter(result -> result.level() == CheckResult.Level.FAIL)
                    .map(CheckResult::line)
                    .toList());
        }
    }
}
