package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hepto.daeman.Time;
import org.hepto.daeman.UnitContext;
import org.hepto.services.node.Errors;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Leaf;
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

    private final PkiFiles files;
    private final Renewed renewed;
    private List<Leaf> leaves = List.of();
    private Time.@Nullable Timer timer;

    LeafKeeper(PkiFiles files, Renewed renewed) {
        this.files = files;
        this.renewed = renewed;
    }

    /** Makes what is missing, and keeps it from then on. */
    synchronized void keep(List<Leaf> wanted, UnitContext context) throws IOException {
        stop();
        leaves = wanted;
        round(context);
    }

    private void round(UnitContext context) throws IOException {
        Instant now = context.time().instant();
        Issuer.Round round = Issuer.ensureLeaves(files, leaves, now);
        if (!round.changed().isEmpty()) {
            LOG.info("made certificates: {}", String.join(", ", round.changed()));
            renewed.run(round.changed());
        }
        context.detail("renewed from " + round.renewAt());
        schedule(Issuer.pause(round, now, MOST), context);
    }

    private void schedule(Duration delay, UnitContext context) {
        timer = context.time().schedule(delay, () -> roundAgain(context));
    }

    private synchronized void roundAgain(UnitContext context) {
        if (timer == null) {
            return; // stopped as the timer fired
        }
        try {
            round(context);
        } catch (IOException | RuntimeException e) {
            LOG.warn("certificates cannot be renewed, the next try is in an hour: {}", Errors.line(e));
            schedule(AGAIN, context);
        }
    }

    /** Ends the rounds. */
    synchronized void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
