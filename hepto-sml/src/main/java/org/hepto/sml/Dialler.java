package org.hepto.sml;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Opens streams to other nodes: each sends one message and may get one back. On the transport's thread. */
final class Dialler {

    private final Transport transport;
    private final Wire wire;
    private final StreamEncoder encoder;
    private final StreamLimits limits;

    Dialler(Transport transport, Wire wire, StreamLimits limits) {
        this.transport = transport;
        this.wire = wire;
        this.encoder = new StreamEncoder(wire);
        this.limits = limits;
    }

    /** Sends a message, made when the stream is connected, and waits for the answer. */
    void ask(
            Address to,
            long timeout,
            Supplier<Message> question,
            Consumer<Message> onReply,
            Consumer<String> onFailure) {
        open(to, timeout, question, true, onReply, onFailure);
    }

    /** Sends a message; done when it is written. */
    void tell(Address to, long timeout, Message message, Runnable onSent, Consumer<String> onFailure) {
        open(to, timeout, () -> message, false, placeholder -> onSent.run(), onFailure);
    }

    private void open(
            Address to,
            long timeout,
            Supplier<Message> message,
            boolean wantsReply,
            Consumer<Message> onReply,
            Consumer<String> onFailure) {
        var handler = new OutboundStream(
                () -> encoder.encode(message.get(), true),
                wantsReply,
                new StreamDecoder(wire, true, limits),
                onReply,
                onFailure,
                timeout);
        transport.open(to, timeout, handler);
    }
}
