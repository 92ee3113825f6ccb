package org.hepto.scenarios;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hepto.lab.LabException;

/**
 * A client in the host of a master that writes one object after the other, and what the apiserver has acknowledged to it:
 * the names come through the serial line, so what is known here was acknowledged, whatever becomes of the host.
 */
final class AcknowledgedWrites {
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final List<String> names = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> enough = new CompletableFuture<>();
    private final String pattern;
    private final int wanted;
    private final Thread thread;

    private AcknowledgedWrites(HeptoNode master, String prefix, int wanted, Duration pause) {
        pattern = prefix + "-[0-9]+";
        this.wanted = wanted;
        String unsynced = "/data/unsynced-" + prefix;
        String command = master.load("count", "default %s %s %d".formatted(prefix, unsynced, pause.toMillis()));
        thread = Thread.ofPlatform().name("writes " + prefix).start(() -> run(master, command));
    }

    /**
     * Begins, and waits until so many writes are acknowledged.
     *
     * @param pause between two writes
     */
    static AcknowledgedWrites begin(HeptoNode master, String prefix, int wanted, Duration pause) {
        AcknowledgedWrites writes = new AcknowledgedWrites(master, prefix, wanted, pause);
        writes.awaitEnough();
        return writes;
    }

    private void awaitEnough() {
        try {
            enough.get(HeptoNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no %d writes; the client said: %s".formatted(wanted, complaints), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** Until the client ends, which only a cut or a call that fails makes it do. */
    private void run(HeptoNode master, String command) {
        try {
            int code = master.host().run(command, LONGEST, this::accept);
            enough.completeExceptionally(new LabException("the client has ended, exit code " + code));
        } catch (LabException e) {
            enough.completeExceptionally(e);
        }
    }

    private void accept(String line) {
        if (!line.matches(pattern)) {
            complaints.add(line);
            return;
        }
        names.add(line);
        if (names.size() == wanted) {
            enough.complete(null);
        }
    }

    /** Whether the client still goes on, that is, no write of it has failed. */
    boolean goesOn() {
        return thread.isAlive();
    }

    /** What was acknowledged so far. */
    List<String> names() {
        return List.copyOf(names);
    }

    /** What it said besides. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Ends the client and waits for its end. */
    void end(HeptoNode master) {
        master.host().run("pkill -f %s".formatted(ApiLoad.class.getName()));
        join();
    }

    /** Waits for the end of a client whose host was cut. */
    void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
