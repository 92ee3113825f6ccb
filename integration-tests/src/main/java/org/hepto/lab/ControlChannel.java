package org.hepto.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The lab's side of the serial line to the {@link Agent} of one host; works whatever the network does.
 *
 * <p>Any thread may run commands, many at a time; output is handed out on the channel's own thread. When the host goes
 * down, all that waits gets a {@link LabException}.
 */
final class ControlChannel implements AutoCloseable {
    private static final Duration ACCEPTANCE = Duration.ofSeconds(60);
    private static final Duration KILL = Duration.ofSeconds(30);

    private final String host;
    private final UnixSocket socket;
    private final OutputStream out;
    private final Map<Integer, Running> running = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final CompletableFuture<Boolean> up = new CompletableFuture<>();
    private final ReentrantLock line = new ReentrantLock();
    private volatile CompletableFuture<Boolean> accepted = CompletableFuture.completedFuture(true);

    ControlChannel(String host, UnixSocket socket) {
        this.host = host;
        this.socket = socket;
        out = socket.output();
        Thread.ofPlatform().name("lab-channel-" + host).daemon().start(this::read);
    }

    /** Waits for the agent's first word. */
    void awaitUp(Duration timeout) {
        await(up, timeout, "not up");
    }

    /** Runs a script that the host finds at this path; a command that takes too long is killed there. */
    int run(Path script, Duration timeout, Consumer<byte[]> output) {
        int number = numbers.incrementAndGet();
        Running command = new Running(new CompletableFuture<>(), output);
        running.put(number, command);
        if (up.isCompletedExceptionally()) {
            running.remove(number);
            throw down();
        }
        try {
            send(Frame.text(Frame.Kind.RUN, number, script.toString()));
            return await(command.exit(), timeout, "no end of the command");
        } catch (LabException e) {
            if (e.getCause() instanceof TimeoutException || e.getCause() instanceof InterruptedException) {
                kill(number, command);
            }
            throw e;
        } finally {
            running.remove(number);
        }
    }

    private void kill(int number, Running command) {
        boolean interrupted = Thread.interrupted();
        try {
            send(Frame.text(Frame.Kind.KILL, number, ""));
            await(command.exit(), KILL, "no end of a killed command");
        } catch (LabException e) {
            System.err.println("lab: " + e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void send(Frame frame) {
        line.lock();
        try {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            accepted = answer;
            frame.writeTo(out);
            if (up.isCompletedExceptionally()) {
                throw down();
            }
            await(answer, ACCEPTANCE, "no answer of the agent");
        } catch (IOException e) {
            throw new LabException("host %s: %s".formatted(host, e.getMessage()), e);
        } finally {
            line.unlock();
        }
    }

    private <T> T await(CompletableFuture<T> future, Duration timeout, String complaint) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LabException("host %s: %s within %d s".formatted(host, complaint, timeout.toSeconds()), e);
        } catch (ExecutionException e) {
            throw down();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("host %s: interrupted while waiting".formatted(host), e);
        }
    }

    private LabException down() {
        return new LabException("host %s is down".formatted(host));
    }

    private void read() {
        try (socket;
                InputStream in = new BufferedInputStream(socket.input(), 64 << 10)) {
            while (true) {
                take(Frame.readFrom(in));
            }
        } catch (IOException e) {
            LabException down = down();
            up.completeExceptionally(down);
            // a command that comes later sees that the host is not up any more
            up.obtrudeException(down);
            accepted.completeExceptionally(down);
            running.values().forEach(command -> command.exit().completeExceptionally(down));
        }
    }

    private void take(Frame frame) throws IOException {
        switch (frame.kind()) {
            case HELLO -> up.complete(true);
            case ACCEPTED -> accepted.complete(true);
            case OUTPUT -> {
                Running command = running.get(frame.command());
                if (command != null) {
                    command.output().accept(frame.payload());
                }
            }
            case EXIT -> {
                Running command = running.get(frame.command());
                if (command != null) {
                    command.exit().complete(frame.exitCode());
                }
            }
            default -> throw new IOException("not from an agent: " + frame.kind());
        }
    }

    @Override
    public void close() {
        socket.shutdown();
    }

    private record Running(CompletableFuture<Integer> exit, Consumer<byte[]> output) {}
}
