package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.hepto.services.steps.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upstream process, commanded over its socket: configure, start, stop. When a component ends by itself the whole process
 * does, unless the component can be started again in it. It lives on when this daemon dies, and ends when none has come back for a minute. Any thread may command it.
 */
final class Plane implements AutoCloseable {
    private static final Duration EXIT = Duration.ofSeconds(6);

    private final Logger log;
    private final PlaneLine line;
    private final Consumer<Throwable> died;
    private final CompletableFuture<PlaneHello> hello = new CompletableFuture<>();
    private final CompletableFuture<Void> configured = new CompletableFuture<>();
    private final Map<String, CompletableFuture<Void>> stopping = new ConcurrentHashMap<>();
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final Map<String, Consumer<Throwable>> failures = new ConcurrentHashMap<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable PlaneProcess process;
    private volatile boolean closing;
    private volatile @Nullable String lastError;

    /**
     * Begins to listen to what a process says.
     *
     * @param process null if it says itself which it is, see {@link #hello}
     * @param died told once when it ends unasked, or when only another process can go on; on a thread of the plane
     */
    Plane(String name, PlaneLine line, @Nullable PlaneProcess process, Consumer<Throwable> died) {
        this.line = line;
        this.process = process;
        this.died = died;
        this.log = LoggerFactory.getLogger(name);
        line.listen(name, this::handle, this::ended);
    }

    /** Asks what runs. */
    CompletableFuture<PlaneHello> hello() throws IOException {
        line.send("hello");
        return hello;
    }

    long pid() {
        PlaneProcess known = process;
        return known == null ? 0 : known.pid();
    }

    /** Says which process it is. */
    void is(PlaneProcess known) {
        process = known;
    }

    /**
     * Gives every component its arguments; the feature gates of upstream are one set for the process. The same arguments
     * again change nothing.
     */
    CompletableFuture<Void> configure(Map<String, List<String>> arguments) throws IOException {
        line.configure(arguments);
        return configured;
    }

    /**
     * Starts a component, or leaves it alone if it runs.
     *
     * @param failed told when it ends unasked and the process goes on; on a thread of the plane
     */
    void start(String component, Consumer<Throwable> failed) throws IOException {
        stopping.remove(component); // that of an earlier life
        failures.put(component, failed);
        line.send("start", component);
    }

    /** Whether a component runs already, since an earlier daemon has started it: its files are in use. */
    boolean runs(String component) {
        return running.contains(component);
    }

    /** Asks a component to end in an orderly way; done when it has, or when the process is gone. */
    CompletableFuture<Void> stop(String component) {
        CompletableFuture<Void> stopped = stopping.computeIfAbsent(component, c -> new CompletableFuture<>());
        try {
            line.send("stop", component);
        } catch (IOException e) {
            stopped.complete(null); // nothing listens any more: the process has ended
        }
        return stopped;
    }

    private void handle(Fields event) throws IOException {
        log.debug("event {}", event);
        String component = event.text("component", "");
        String error = event.text("error", "");
        switch (event.text("event", "")) {
            case "hello" -> {
                PlaneHello state = PlaneHello.parse(event);
                running.addAll(state.running());
                hello.complete(state);
            }
            case "configured" -> configured.complete(null);
            case "refused" -> refused(event.text("op", ""), component, error);
            case "ended" -> {
                running.remove(component);
                if (!error.isEmpty()) {
                    failed(component, error, event.text("again", "").equals("true"));
                }
                stopping.computeIfAbsent(component, c -> new CompletableFuture<>())
                        .complete(null);
            }
            default -> log.debug("nothing to do for {}", event);
        }
    }

    private void failed(String component, String error, boolean again) {
        String reason = component + " ended: " + error;
        if (!again) {
            lastError = reason; // the process ends too
            return;
        }
        Consumer<Throwable> failed = failures.get(component);
        if (failed != null) {
            failed.accept(new IOException(reason));
        }
    }

    private void refused(String op, String component, String error) {
        IOException refusal = new IOException("%s refused: %s".formatted(component.isEmpty() ? op : component, error));
        switch (op) {
            case "hello" -> hello.completeExceptionally(refusal);
            case "configure" -> configured.completeExceptionally(refusal);
            // what is to be stopped does not run
            case "stop" ->
                stopping.computeIfAbsent(component, c -> new CompletableFuture<>())
                        .complete(null);
            // a component can be started once in a process
            default -> tell(refusal);
        }
    }

    /** Says that only another process can go on. */
    void giveUp(String reason) {
        tell(new IOException(reason));
    }

    private void tell(IOException failure) {
        if (!closing && told.compareAndSet(false, true)) {
            died.accept(failure);
        }
    }

    /** The socket closes with the process; one that lives on without it is of no use. */
    private void ended() {
        IOException failure = new IOException("the process hung up");
        PlaneProcess known = process;
        try {
            if (known != null) {
                end(known);
                String error = lastError;
                failure = new IOException(error != null ? error : known.death());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hello.completeExceptionally(failure);
        configured.completeExceptionally(failure);
        stopping.values().forEach(f -> f.complete(null));
        tell(failure);
    }

    /** Ends the process in an orderly way; kills it when that takes too long. */
    @Override
    public void close() {
        closing = true;
        PlaneProcess known = process;
        try {
            line.send("end");
        } catch (IOException e) {
            log.debug("it has ended already", e);
        }
        try {
            if (known != null) {
                end(known);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            line.close();
        }
    }

    /** Waits until it has ended, and kills it when that takes too long or the thread is interrupted. */
    private void end(PlaneProcess known) throws InterruptedException {
        try {
            if (known.awaitEnd(EXIT)) {
                return;
            }
            log.warn("did not end within {} s, killed", EXIT.toSeconds());
        } catch (InterruptedException e) {
            known.kill();
            throw e;
        }
        known.kill();
        known.awaitEnd(EXIT);
    }

    /** Forgets the process, which stays as it is. */
    void abandon() {
        closing = true;
        line.close();
    }
}
