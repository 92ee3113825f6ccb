package org.hepto.sml;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
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
    private final Consumer<Contact> onFailure;
    private final long timeout;
    private @Nullable ChannelHandlerContext context;
    private boolean late;
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
            Consumer<Contact> onFailure,
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
        Transport.limit(active, timeout, () -> late = true);
        InboundStream.Reply message = request.get();
        sender.send(active, true, message.estimate(), message.message(), this::sent);
        active.fireChannelActive();
    }

    private void sent(String failure) {
        ChannelHandlerContext active = context;
        if (!failure.isEmpty()) {
            boolean open = active != null && active.channel().isActive();
            failed(open || failure.equals(StreamSender.NO_ROOM) ? Contact.failed(failure) : closed());
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
            failed(Contact.failed("the other side says: " + error.text()));
        } else if (message != null) {
            succeeded(message);
        } else if (refusal != null) {
            failed(Contact.unreadable(refusal));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext active) {
        failed(closed());
        active.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        failed(cause instanceof IOException ? closed() : Contact.failed(cause.toString()));
    }

    private void succeeded(Message message) {
        if (!done) {
            done = true;
            onReply.accept(message);
            end();
        }
    }

    /** Why the stream is closed: by this side, which has waited too long, or by the other. */
    private Contact closed() {
        return late ? Contact.TIMED_OUT : Contact.CLOSED;
    }

    void failed(Contact reason) {
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
