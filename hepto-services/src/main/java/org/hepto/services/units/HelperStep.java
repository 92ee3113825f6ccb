package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.hepto.daeman.Condition;
import org.hepto.daeman.UnitContext;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.services.steps.Steps;

/** A step as part of the start of a unit, whose status shows what the step waits for. */
final class HelperStep implements Condition {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final CompletableFuture<StepResult> result = new CompletableFuture<>();
    private volatile String missing = "the helper";

    private HelperStep() {}

    /** Has a step done, and returns the line that it has to tell; as {@link #result}. */
    static String await(UnitContext context, Steps steps, Step step, Duration patience)
            throws IOException, InterruptedException {
        return result(context, steps, step, patience) instanceof StepResult.Done done ? done.text() : "";
    }

    /**
     * Has a step done.
     *
     * @throws org.hepto.daeman.ConditionTimeoutException if it took longer, with what it was waiting for
     * @throws IOException if it failed
     * @throws InterruptedException if the start is given up; the step is then given up, too
     */
    static StepResult result(UnitContext context, Steps steps, Step step, Duration patience)
            throws IOException, InterruptedException {
        HelperStep waiting = new HelperStep();
        Thread thread = Thread.ofVirtual()
                .name(Thread.currentThread().getName() + " step")
                .start(() -> {
                    try {
                        waiting.result.complete(steps.run(step, line -> waiting.missing = line));
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        waiting.result.completeExceptionally(e);
                    }
                });
        try {
            context.await(waiting, patience);
            return waiting.get();
        } finally {
            thread.interrupt();
        }
    }

    @Override
    public String description() {
        return missing;
    }

    @Override
    public Duration interval() {
        return LOOK;
    }

    @Override
    public Optional<String> missing() {
        return result.isDone() ? Optional.empty() : Optional.of(missing);
    }

    private StepResult get() throws IOException, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case InterruptedException given -> throw given;
                case IOException failure -> throw failure;
                case null, default -> throw new IOException("the step failed", e);
            }
        }
    }
}
