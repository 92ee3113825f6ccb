package org.hepto.sml;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Opens streams to other nodes: each sends one message and may get one back. What the application sends waits for its
 * turn, within bounds, so that it leaves room for what the protocol asks. On the transport's thread.
 */
final class Dialler {

    /** The application's messages that are sent at the same time, and those that wait. */
    private static final int TELLING = 32;

    private static final int WAITING = 256;
    private static final String TOO_MANY = "too many streams are open: try again later";

    /** A message of the application that waits. */
    private record Waiting(Address to, long timeout, Bytes data, Runnable onSent, Consumer<String> onFailure) {}

    private final Transport transport;
    private final StreamParts parts;
    private final long waitingBytes;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int open;
    private int telling;
    private long bytes;

    /** {@code waitingBytes} of the application may wait. */
    Dialler(Transport transport, StreamParts parts, long waitingBytes) {
        this.transport = transport;
        this.parts = parts;
        this.waitingBytes = waitingBytes;
    }

    /** Sends a message, made when the stream is connected, and waits for the answer. */
    void ask(
            Address to,
            long timeout,
            Supplier<InboundStream.Reply> question,
            Consumer<Message> onReply,
            Consumer<Contact> onFailure) {
        if (open >= Limits.STREAMS_OUT) {
            onFailure.accept(Contact.failed(TOO_MANY));
            return;
        }
        open(to, timeout, question, true, onReply, onFailure);
    }

    /** Sends bytes of the application; done when they are written. */
    void tell(Address to, long timeout, Bytes data, Runnable onSent, Consumer<String> onFailure) {
        if (waiting.size() >= WAITING || bytes + data.length() > waitingBytes) {
            onFailure.accept("too much is being sent: try again later");
            return;
        }
        bytes += data.length();
        waiting.add(new Waiting(to, timeout, data, onSent, onFailure));
        next();
    }

    private void next() {
        while (telling < TELLING && open < Limits.STREAMS_OUT && !waiting.isEmpty()) {
            Waiting first = waiting.remove();
            telling++;
            open(
                    first.to(),
                    first.timeout(),
                    () -> new InboundStream.Reply(
                            first.data().length() + Lanes.HEADROOM, () -> new Message.User(first.data())),
                    false,
                    sent -> told(first, first.onSent()),
                    reason -> told(first, () -> first.onFailure().accept(reason.text())));
        }
    }

    private void told(Waiting message, Runnable end) {
        telling--;
        bytes -= message.data().length();
        end.run();
        next();
    }

    private void open(
            Address to,
            long timeout,
            Supplier<InboundStream.Reply> message,
            boolean wantsReply,
            Consumer<Message> onReply,
            Consumer<Contact> onFailure) {
        open++;
        OutboundStream handler = new OutboundStream(
                to,
                message,
                wantsReply,
                parts,
                reply -> {
                    open--;
                    onReply.accept(reply);
                },
                reason -> {
                    open--;
                    onFailure.accept(reason);
                },
                timeout);
        transport.open(to, timeout, handler);
    }
}
