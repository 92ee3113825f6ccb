package org.hepto.services.control;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hepto.services.control.ControlReply.Alive;
import org.hepto.services.control.ControlReply.Failure;
import org.hepto.services.control.ControlReply.Listed;
import org.hepto.services.control.ControlReply.Progress;
import org.hepto.utils.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that takes its time, on a thread of its own, so that the client hears meanwhile that it is being done. It is
 * not broken off when the client goes: half of it would be worse. But what has told a {@link Progress} is done by the node's
 * rounds and only watched here: for nobody it isn't, since those who look again would take all places of clients.
 */
final class RunningOperation {
    private static final Logger LOG = LoggerFactory.getLogger(RunningOperation.class);

    private final Operation operation;
    private final LinkedBlockingQueue<ControlReply> replies = new LinkedBlockingQueue<>();
    private boolean watches;
    private boolean gone;

    RunningOperation(Operation operation) {
        this.operation = operation;
    }

    /** What is done. */
    @FunctionalInterface
    interface Operation {
        /**
         * Does it and returns the last reply.
         *
         * @param replies takes {@link Listed} and {@link Progress} before that; interrupts this thread if it takes a Progress
         *     for a client that has gone
         */
        ControlReply run(Consumer<ControlReply> replies) throws IOException, InterruptedException;
    }

    /** Takes a reply to the client. */
    @FunctionalInterface
    interface Sender {
        void send(ControlReply reply) throws IOException;
    }

    /**
     * Does it; returns when it has ended.
     *
     * @throws IOException what the sender has thrown
     */
    void report(Sender sender) throws IOException, InterruptedException {
        Thread thread = Thread.ofVirtual().name("control operation").start(() -> replies.add(last()));
        try {
            ControlReply reply;
            do {
                reply = replies.poll(ControlProtocol.ALIVE.toMillis(), TimeUnit.MILLISECONDS);
                reply = reply == null ? new Alive() : reply;
                sender.send(reply);
            } while (reply instanceof Alive || reply instanceof Listed || reply instanceof Progress);
        } finally {
            leave(thread);
            thread.join(); // the client's place is taken until then
        }
    }

    private synchronized void take(ControlReply reply) {
        replies.add(reply);
        watches |= reply instanceof Progress;
        if (gone && watches) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void leave(Thread thread) {
        gone = true;
        if (watches) {
            thread.interrupt();
        }
    }

    private ControlReply last() {
        try {
            return operation.run(this::take);
        } catch (RefusedRequestException e) {
            return new Failure(e.code(), Texts.cut(Errors.line(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failure(ErrorCode.FAILED, "interrupted");
        } catch (IOException | RuntimeException e) {
            LOG.warn("a request on the control socket failed", e);
            return new Failure(ErrorCode.FAILED, Texts.cut(Errors.line(e)));
        }
    }
}
