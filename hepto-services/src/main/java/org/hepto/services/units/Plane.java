package org.hepto.services.units;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An upstream process, commanded over its standard input and output by JSON lines: configure, start, stop. When a
 * component ends by itself the whole process does; when its standard input closes it ends as well, so a daemon that
 * dies leaves no orphan. Any thread may command it.
 */
final class Plane implements AutoCloseable {
    /** Marks the planes among a container's processes. */
    static final String MARK = "_HEPTO_PLANE";

    private static final Duration EXIT = Duration.ofSeconds(6);
    private static final int NO_SIGNAL = 128;
    private static final int SIGNALS = 64;
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final Logger log;
    private final Writer commands;
    private final Consumer<Throwable> died;
    private final CompletableFuture<Void> configured = new CompletableFuture<>();
    private final Map<String, CompletableFuture<Void>> stopping = new ConcurrentHashMap<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean closing;
    private volatile @Nullable String lastError;

    /**
     * Starts the process.
     *
     * @param died told once when it ends unasked, or when only another process can go on; on a thread of the plane
     */
    Plane(String name, Process process, Consumer<Throwable> died) {
        this.process = process;
        this.died = died;
        this.log = LoggerFactory.getLogger(name);
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        // platform threads: a read of a pipe would pin a carrier for ever
        Thread.ofPlatform().name(name + "-events").daemon().start(this::readEvents);
        Thread.ofPlatform().name(name + "-log").daemon().start(this::readLog);
    }

    long pid() {
        return process.pid();
    }

    /** Gives every component its arguments; the feature gates of upstream are one set for the process. */
    CompletableFuture<Void> configure(Map<String, List<String>> arguments) throws IOException {
        send(JSON.createObjectNode().put("op", "configure").set("components", JSON.valueToTree(arguments)));
        return configured;
    }

    void start(String component) throws IOException {
        send(JSON.createObjectNode().put("op", "start").put("component", component));
    }

    /** Asks a component to end in an orderly way; done when it has, or when the process is gone. */
    CompletableFuture<Void> stop(String component) {
        CompletableFuture<Void> stopped = stopping.computeIfAbsent(component, c -> new CompletableFuture<>());
        try {
            send(JSON.createObjectNode().put("op", "stop").put("component", component));
        } catch (IOException e) {
            stopped.complete(null); // the pipe is broken: the process has ended
        }
        return stopped;
    }

    private void send(JsonNode command) throws IOException {
        synchronized (commands) {
            commands.write(JSON.writeValueAsString(command));
            commands.write('\n');
            commands.flush();
        }
    }

    private void readEvents() {
        try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                log.debug("event {}", line);
                handle(line);
            }
        } catch (IOException | UncheckedIOException e) {
            log.debug("events ended", e);
        }
        ended();
    }

    private void handle(String line) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (JacksonException e) {
            log.info("{}", line); // upstream code that prints to its standard output
            return;
        }
        String component = event.path("component").asString("");
        String error = event.path("error").asString("");
        switch (event.path("event").asString("")) {
            case "configured" -> configured.complete(null);
            case "refused" -> refused(component, new IOException(component + " refused: " + error));
            case "ended" -> {
                if (!error.isEmpty()) {
                    lastError = component + " ended: " + error;
                }
                stopping.computeIfAbsent(component, c -> new CompletableFuture<>())
                        .complete(null);
            }
            case "started" -> log.debug("started {}", component);
            default -> log.info("{}", line); // JSON, but not ours
        }
    }

    /** Arguments, the stop of what does not run, or a second start: a component can be started once in a process. */
    private void refused(String component, IOException refusal) {
        CompletableFuture<Void> stop = stopping.get(component);
        if (stop != null && !stop.isDone()) {
            stop.complete(null);
        } else if (!configured.completeExceptionally(refusal)) {
            tell(refusal);
        }
    }

    private void tell(IOException failure) {
        if (!closing && told.compareAndSet(false, true)) {
            died.accept(failure);
        }
    }

    private void ended() {
        int code;
        try {
            code = process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        String error = lastError;
        IOException failure = new IOException(error != null ? error : "the process ended, " + describe(code));
        configured.completeExceptionally(failure);
        stopping.values().forEach(f -> f.complete(null));
        tell(failure);
    }

    /** The JVM tells a signal as 128 and its number, and there are 64 signals, see signal(7); what is above is a code. */
    static String describe(int code) {
        return code > NO_SIGNAL && code <= NO_SIGNAL + SIGNALS ? "signal " + (code - NO_SIGNAL) : "exit code " + code;
    }

    private void readLog() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(log::info);
        } catch (IOException | UncheckedIOException e) {
            log.debug("log ended", e);
        }
    }

    /** Closes the standard input, which ends the process; kills it when that takes too long. */
    @Override
    public void close() {
        closing = true;
        try {
            process.getOutputStream().close();
            if (!process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("did not end within {} s, killed", EXIT.toSeconds());
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
