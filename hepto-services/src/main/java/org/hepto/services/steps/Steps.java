package org.hepto.services.steps;

import java.io.IOException;
import java.util.function.Consumer;
import org.hepto.daeman.FatalUnitException;

/** Does steps, several at once. */
@FunctionalInterface
public interface Steps {
    /**
     * Does a step and returns when it is done.
     *
     * @param missing told in one line what the step waits for, each time that it is something else
     * @throws IOException if it failed, which may pass
     * @throws FatalUnitException if the operator has to do something
     * @throws InterruptedException if the calling thread was interrupted; the step is given up then
     */
    StepResult run(Step step, Consumer<String> missing) throws IOException, InterruptedException;

    /** Does a step that waits for nothing. */
    default StepResult run(Step step) throws IOException, InterruptedException {
        return run(step, line -> {});
    }

    /** Issues certificates. */
    default StepResult.Issued issue(Step.IssueLeaves step) throws IOException, InterruptedException {
        if (run(step) instanceof StepResult.Issued issued) {
            return issued;
        }
        throw new IOException("no certificates were issued");
    }

    /** Signs the certificate of a node. */
    default StepResult.Signed sign(Step.SignNode step) throws IOException, InterruptedException {
        if (run(step) instanceof StepResult.Signed signed) {
            return signed;
        }
        throw new IOException("the certificate was not signed");
    }

    /** Does a step that tells a line. */
    default String line(Step step) throws IOException, InterruptedException {
        return run(step) instanceof StepResult.Done done ? done.text() : "";
    }
}
