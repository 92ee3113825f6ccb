package org.hepto.services.steps;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hepto.daeman.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does steps in a process that is started when one is asked for, and ended when none was for a while. A process that
 * dies fails the steps that it had, and the next step has another. Any thread may ask.
 */
public final class HelperProcess implements Steps, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("helper");
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int EXIT_SECONDS = 5;

    private final List<String> command;
    private final Time time;
    private @Nullable Running running;
    private int asking;
    private Time.@Nullable Timer idle;

    /**
     * Starts nothing yet.
     *
     * @param command whose process serves steps on its standard input and output
     */
    public HelperProcess(List<String> command, Time time) {
        this.command = command;
        this.time = time;
    }

    @Override
    public StepResult run(Step step, Consumer<String> missing) throws IOException, InterruptedException {
        Running helper = begin();
        try {
            return helper.client.run(step, missing);
        } finally {
            end();
        }
    }

    /** Starts the process now if it does not run, since a step is about to be asked for that has little time. */
    public void prepare() throws IOException {
        begin();
        end();
    }

    private synchronized Running begin() throws IOException {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
        Running current = running;
        if (current == null || current.client.hasEnded()) {
            current = new Running(new ProcessBuilder(command).start());
            running = current;
        }
        asking++;
        return current;
    }

    private synchronized void end() {
        if (--asking == 0 && running != null) {
            idle = time.schedule(IDLE, this::endIdle);
        }
    }

    private void endIdle() {
        Running ending;
        synchronized (this) {
            if (asking > 0 || idle == null) {
                return; // asked as the timer fired
            }
            ending = running;
            running = null;
        }
        if (ending != null) {
            ending.close();
        }
    }

    /** Ends the process and waits for it; steps that it still does fail. */
    @Override
    public void close() {
        Running ending;
        synchronized (this) {
            ending = running;
            running = null;
        }
        if (ending != null) {
            ending.close();
        }
    }

    /** One process, with threads that read what it says: of the platform, since reads of pipes would pin carriers. */
    private static final class Running {
        private final Process process;
        private final StepClient client;
        private final LastLine errors = new LastLine();

        Running(Process process) {
            this.process = process;
            this.client = new StepClient(process.getOutputStream(), LIMIT);
            LOG.debug("process {} started", process.pid());
            Thread log =
                    Thread.ofPlatform().name("helper-log").daemon().start(() -> errors.read(process.getErrorStream()));
            Thread.ofPlatform().name("helper-replies").daemon().start(() -> readReplies(log));
        }

        private void readReplies(Thread log) {
            try {
                client.read(process.getInputStream(), errors::take);
            } catch (IOException e) {
                LOG.debug("the replies of the helper ended", e);
            }
            try {
                int code = process.waitFor();
                log.join();
                client.end("the helper ended with exit code %d: %s".formatted(code, errors.text()));
            } catch (InterruptedException e) {
                client.end("the helper ended: " + errors.text());
                Thread.currentThread().interrupt();
            }
        }

        void close() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                LOG.debug("the helper had ended", e);
            }
            try {
                if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                    LOG.warn("the helper did not end within {} s, killed", EXIT_SECONDS);
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
