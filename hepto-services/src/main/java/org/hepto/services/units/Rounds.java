package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.hepto.daeman.Time;
import org.hepto.utils.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the same again and again: after a pause, and at once when something has changed. A round that fails is logged, unless
 * the one before failed alike, and the next one comes all the same. Rounds are on a virtual thread of their own.
 */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration END = Duration.ofSeconds(10);

    /** One round. */
    @FunctionalInterface
    interface Round {
        /** May block; is interrupted when there are to be no more. */
        void run() throws IOException, InterruptedException;
    }

    private final String name;
    private final Time time;
    private final Duration pause;
    private final Round round;
    private final Semaphore due = new Semaphore(0);
    private String failure = "";
    private @Nullable Thread thread;

    /**
     * Describes them; {@link #start} begins.
     *
     * @param name what a round does, for the log: {@code "reconcile the peers"}
     * @param pause between the end of a round and the next
     */
    Rounds(String name, Time time, Duration pause, Round round) {
        this.name = name;
        this.time = time;
        this.pause = pause;
        this.round = round;
    }

    /** Begins with a round at once. */
    void start() {
        due.release();
        startLater();
    }

    /** Begins with a round after the first pause. */
    synchronized void startLater() {
        thread = Thread.ofVirtual().name(name).start(this::loop);
    }

    /** Has a round begin as soon as none runs. Returns at once. */
    void wake() {
        if (due.availablePermits() == 0) { // one is as good as many
            due.release();
        }
    }

    private void loop() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                awaitTurn();
                once();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void awaitTurn() throws InterruptedException {
        Time.Timer timer = time.schedule(pause, this::wake);
        try {
            due.acquire();
            due.drainPermits();
        } finally {
            timer.cancel();
        }
    }

    private void once() throws InterruptedException {
        try {
            round.run();
            failure = "";
        } catch (IOException | RuntimeException e) {
            String line = Errors.line(e);
            if (!line.equals(failure)) {
                LOG.warn("cannot {}, which is tried again: {}", name, line);
            }
            failure = line;
        }
    }

    /** Ends them; the one that runs is interrupted and waited for. */
    synchronized void stop() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            thread = null;
            running.interrupt();
            running.join(END);
        }
    }
}
