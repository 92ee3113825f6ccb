package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.hepto.daeman.Time;
import org.hepto.daeman.UnitContext;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.services.steps.Steps;
import org.hepto.utils.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps certificates valid while their unit is up: makes them when asked, and again when they are due. The files are
 * replaced under the components, which read them again. A round that fails later is tried again: what is in use is good
 * for a third of its life then.
 */
final class LeafKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeafKeeper.class);
    private static final Duration MOST = Duration.ofHours(12);
    private static final Duration AGAIN = Duration.ofHours(1);

    /** What follows from other certificates than before. */
    @FunctionalInterface
    interface Renewed {
        /** Adapts what holds copies of the certificates. */
        void run(List<String> names) throws IOException;
    }

    private final Steps steps;
    private final Renewed renewed;
    private List<Leaf> leaves = List.of();
    private Time.@Nullable Timer timer;
    private @Nullable Thread round;

    LeafKeeper(Steps steps, Renewed renewed) {
        this.steps = steps;
        this.renewed = renewed;
    }

    /** Makes what is missing, and keeps it from then on. */
    void keep(List<Leaf> wanted, UnitContext context) throws IOException, InterruptedException {
        stop();
        leaves = wanted;
        Steps shown = (step, missing) -> HelperStep.result(context, steps, step, ComponentUnit.PATIENCE);
        schedule(round(context, shown), context);
    }

    /** Returns how long to wait for the next round. */
    private Duration round(UnitContext context, Steps issuer) throws IOException, InterruptedException {
        Instant now = context.time().instant();
        StepResult.Issued issued = issuer.issue(new Step.IssueLeaves(leaves, now));
        if (!issued.changed().isEmpty()) {
            LOG.info("made certificates: {}", String.join(", ", issued.changed()));
            renewed.run(issued.changed());
        }
        context.detail("renewed from " + issued.renewAt());
        return issued.pause(now, MOST);
    }

    private synchronized void schedule(Duration delay, UnitContext context) {
        timer = context.time().schedule(delay, () -> roundAgain(context));
    }

    private void roundAgain(UnitContext context) {
        if (!begin()) {
            return; // stopped as the timer fired
        }
        try {
            end(round(context, steps), context);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            Duration again = again();
            LOG.warn("certificates cannot be renewed, the next try is in {} s: {}", again.toSeconds(), Errors.line(e));
            end(again, context);
        }
    }

    private Duration again() {
        return leaves.stream()
                .map(leaf -> Leaf.look(leaf.life(), AGAIN))
                .min(Comparator.naturalOrder())
                .orElse(AGAIN);
    }

    private synchronized boolean begin() {
        if (timer == null) {
            return false;
        }
        round = Thread.currentThread();
        return true;
    }

    private synchronized void end(Duration delay, UnitContext context) {
        round = null;
        if (timer != null) {
            schedule(delay, context);
        }
    }

    /** Ends the rounds. */
    synchronized void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (round != null) {
            round.interrupt();
            round = null;
        }
    }
}
