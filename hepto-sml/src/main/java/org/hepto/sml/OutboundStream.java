package org.hepto.sml;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream that this node opens: it sends one message and perhaps waits for one. Exactly one of the two callbacks is
 * called. On the transport's thread.
 */
final class OutboundStream extends SimpleChannelInboundHandler<ByteBuf> {

    /** Prepares the message when the stream is connected. */
    private final Supplier<InboundStream.Reply> request;

    private final boolean wantsReply;
    private final StreamReader reader;
    private final StreamSender sender;
    private final Consumer<Message> onReply;
    private final Consumer<String> onFailure;
    private final long timeout;
    private @Nullable ChannelHandlerContext context;
    private boolean done;

    /**
     * Prepares a stream.
     *
     * @param request made when the stream is connected
     * @param wantsReply whether to wait for a message; if not, {@code onReply} gets a place-holder when the request is sent
     */
    OutboundStream(
            Address to,
            Supplier<InboundStream.Reply> request,
            boolean wantsReply,
            StreamParts parts,
            Consumer<Message> onReply,
            Consumer<String> onFailure,
            long timeout) {
        this.request = request;
        this.wantsReply = wantsReply;
        this.reader = parts.answer(to, this::decoded);
        this.sender = parts.sender();
        this.onReply = onReply;
        this.onFailure = onFailure;
        this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        Transport.limit(active, timeout, () -> true);
        InboundStream.Reply message = request.get();
        sender.send(active, true, message.estimate(), message.message(), this::sent);
        active.fireChannelActive();
    }

    private void sent(String failure) {
        if (!failure.isEmpty()) {
            failed(failure);
        } else if (!wantsReply) {
            succeeded(new Message.Nack(0));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext active, ByteBuf chunk) {
        if (!done && wantsReply) {
            reader.read(active, chunk);
        }
    }

    private void decoded(StreamReader.Outcome outcome) {
        Message message = outcome.message();
        WireException refusal = outcome.refusal();
        if (message instanceof Message.ErrorReply error) {
            failed("the other side says: " + error.text());
        } else if (message != null) {
            succeeded(message);
        } else if (refusal != null) {
            failed(String.valueOf(refusal.getMessage()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext active) {
        failed("the other side closed the stream without an answer (another label, or too busy)");
        active.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        failed(cause.toString());
    }

    private void succeeded(Message message) {
        if (!done) {
            done = true;
            onReply.accept(message);
            end();
        }
    }

    void failed(String reason) {
        if (!done) {
            done = true;
            onFailure.accept(reason);
            end();
        }
    }

    private void end() {
        reader.close();
        ChannelHandlerContext active = context;
        if (active != null) {
            Ignored.future(active.close());
        }
    }
}
