package org.hepto.services.steps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.hepto.daeman.FatalUnitException;
import org.jspecify.annotations.Nullable;

/** Has a {@link StepServer} do steps, over two streams. Any thread may ask. */
final class StepClient implements Steps {
    private record Call(CompletableFuture<StepResult> result, Consumer<String> missing) {}

    private final OutputStream requests;
    private final Duration limit;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Call> calls = new ConcurrentHashMap<>();
    private volatile @Nullable String ended;

    /** @param limit how long a step may take at most */
    StepClient(OutputStream requests, Duration limit) {
        this.requests = requests;
        this.limit = limit;
    }

    /**
     * Reads replies until the stream ends.
     *
     * @param others told lines that are no replies
     */
    void read(InputStream replies, Consumer<String> others) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(replies, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
                take(MessageJson.read(line));
            } catch (IOException e) {
                others.accept(line);
            }
        }
    }

    private void take(Message reply) {
        Call call = calls.get(reply.id());
        if (call == null) {
            return; // given up meanwhile
        }
        switch (reply) {
            case Message.Missing missing -> call.missing().accept(missing.line());
            case Message.Finished finished -> call.result().complete(finished.result());
            case Message.Failed failed -> call.result().completeExceptionally(exception(failed));
            case Message.Run _, Message.Cancel _ -> {}
        }
    }

    private static Exception exception(Message.Failed failed) {
        return failed.fatal() ? new FatalUnitException(failed.reason()) : new IOException(failed.reason());
    }

    /** Fails all steps that are not done, and those to come. */
    void end(String reason) {
        ended = reason;
        calls.values().forEach(call -> call.result().completeExceptionally(new IOException(reason)));
    }

    /** Tells whether no step can succeed any more. */
    boolean hasEnded() {
        return ended != null;
    }

    @Override
    public StepResult run(Step step, Consumer<String> missing) throws IOException, InterruptedException {
        long id = ids.incrementAndGet();
        Call call = new Call(new CompletableFuture<>(), missing);
        calls.put(id, call);
        try {
            String reason = ended;
            if (reason != null) {
                throw new IOException(reason);
            }
            send(new Message.Run(id, step), call);
            return call.result().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            cancel(id, call);
            throw new IOException("the helper did not answer within %d s".formatted(limit.toSeconds()), e);
        } catch (InterruptedException e) {
            cancel(id, call);
            throw e;
        } finally {
            calls.remove(id);
        }
    }

    /** With the stack of the thread that asked. */
    private static IOException failure(@Nullable Throwable cause) {
        String reason = cause == null ? "" : String.valueOf(cause.getMessage());
        if (cause instanceof FatalUnitException) {
            throw new FatalUnitException(reason, cause);
        }
        return new IOException(reason, cause);
    }

    private void cancel(long id, Call call) {
        send(new Message.Cancel(id), call);
    }

    /** A broken pipe is no failure by itself: the end of the replies, with its reason, follows. */
    private void send(Message message, Call call) {
        byte[] line = MessageJson.write(message).getBytes(StandardCharsets.UTF_8);
        synchronized (requests) {
            try {
                requests.write(line);
                requests.flush();
            } catch (IOException e) {
                call.missing().accept("the end of a helper that does not listen");
            }
        }
    }
}
