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
 * for a third of its life then. What is due is told by the wall clock, which may be set meanwhile: a machine without a
 * battery starts in the past, and certificates that were good then have ended.
 */
final class LeafKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeafKeeper.class);
    private static final Duration MOST = Duration.ofHours(12);
    private static final Duration AGAIN = Duration.ofHours(1);

    /** No timer runs while a machine sleeps, or sees that its clock is set. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    /** What follows from other certificates than before. */
    @FunctionalInterface
    interface Renewed {
        /** Adapts what holds copies of the certificates. */
        void run(List<String> names) throws IOException;
    }

    private final Steps steps;
    private final Renewed renewed;
    private List<Leaf> leaves = List.of();
    /** A round was broken off, perhaps between a certificate and what holds a copy of it. */
    private volatile boolean unsure;

    private Instant due = Instant.MIN;
    private Instant looked = Instant.MIN;
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
        boolean brokenOff = unsure;
        unsure = true;
        StepResult.Issued issued = issuer.issue(new Step.IssueLeaves(leaves, now));
        if (!issued.changed().isEmpty()) {
            LOG.info("made certificates: {}", String.join(", ", issued.changed()));
        }
        List<String> others = brokenOff ? leaves.stream().map(Leaf::name).toList() : issued.changed();
        if (!others.isEmpty()) {
            renewed.run(others);
        }
        unsure = false;
        context.detail("renewed from " + issued.renewAt());
        return issued.pause(now, MOST);
    }

    private synchronized void schedule(Duration delay, UnitContext context) {
        looked = context.time().instant();
        due = looked.plus(delay);
        lookLater(context);
    }

    private void lookLater(UnitContext context) {
        Duration rest = Duration.between(looked, due);
        timer = context.time().schedule(rest.compareTo(LOOK) < 0 ? rest : LOOK, () -> roundAgain(context));
    }

    private void roundAgain(UnitContext context) {
        if (!begin(context)) {
            return; // stopped as the timer fired, or nothing is due
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

    private synchronized boolean begin(UnitContext context) {
        if (timer == null) {
            return false;
        }
        Instant now = context.time().instant();
        boolean setBack = now.isBefore(looked); // what was made by the clock of before may not be valid yet
        if (now.isBefore(due) && !setBack) {
            looked = now;
            lookLater(context);
            return false;
        }
        round = Thread.currentThread();
        return true;
    }

    /** Others may be wanted meanwhile, and have a timer of their own. */
    private synchronized void end(Duration delay, UnitContext context) {
        if (Thread.currentThread().equals(round)) {
            round = null;
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
