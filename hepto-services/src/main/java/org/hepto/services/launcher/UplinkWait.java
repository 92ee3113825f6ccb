package org.hepto.services.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Rtnetlink;

/** Waits for the uplink of a host that boots: routers advertise when they like, and units of systemd start before. */
final class UplinkWait {
    /** How long a start waits in all. Routers answer a solicitation within seconds, bridges open a port after 30. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration STEP = Duration.ofMillis(250);

    /**
     * The interface that was found.
     *
     * @param problem what it still lacks, if anything
     */
    record Uplink(Rtnetlink.Link link, Optional<String> problem) {}

    /** Looks once. */
    @FunctionalInterface
    interface Look {
        UplinkState now() throws IOException;
    }

    /** Lets time pass. */
    @FunctionalInterface
    interface Sleep {
        void pass(Duration duration) throws InterruptedException;
    }

    private final Duration patience;
    private final Consumer<String> progress;
    private final LongSupplier nanoTime;
    private final Sleep sleep;

    UplinkWait(Duration patience, Consumer<String> progress) {
        this(patience, progress, System::nanoTime, Thread::sleep);
    }

    UplinkWait(Duration patience, Consumer<String> progress, LongSupplier nanoTime, Sleep sleep) {
        this.patience = patience;
        this.progress = progress;
        this.nanoTime = nanoTime;
        this.sleep = sleep;
    }

    /**
     * Returns the uplink as soon as it has everything, or as it is when the time is over.
     *
     * @throws ConfigException if it cannot carry a node even then
     */
    Uplink await(Look look) throws IOException, InterruptedException {
        long begin = nanoTime.getAsLong();
        String told = "";
        while (true) {
            UplinkState state = look.now();
            if (state instanceof UplinkState.Ready ready) {
                return new Uplink(ready.link(), Optional.empty());
            }
            UplinkState.Missing missing = (UplinkState.Missing) state;
            long left = patience.toNanos() - (nanoTime.getAsLong() - begin);
            if (left <= 0) {
                return withoutIt(missing);
            }
            if (!missing.awaited().equals(told)) {
                told = missing.awaited();
                progress.accept("waiting at most %d s for %s"
                        .formatted(Duration.ofNanos(left).plusMillis(999).toSeconds(), told));
            }
            sleep.pass(STEP);
        }
    }

    private Uplink withoutIt(UplinkState.Missing missing) {
        Rtnetlink.Link link = missing.enough().orElseThrow(() -> new ConfigException(missing.problem()));
        if (!patience.isZero()) {
            progress.accept(missing.problem());
        }
        return new Uplink(link, Optional.of(missing.problem()));
    }
}
