package org.hepto.sml;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A stream that this node opens: it sends one message and perhaps waits for one. Exactly one of the two callbacks is
 * called. On the transport's thread.
 */
final class OutboundStream extends SimpleChannelInboundHandler<ByteBuf> {

    private final Supplier<byte[]> request;
    private final boolean wantsReply;
    private final StreamDecoder decoder;
    private final Consumer<Message> onReply;
    private final Consumer<String> onFailure;
    private final long timeout;
    private boolean done;

    /**
     * Prepares a stream.
     *
     * @param request made when the stream is connected
     * @param wantsReply whether to wait for a message; if not, {@code onReply} gets a place-holder when the request is sent
     */
    OutboundStream(
            Supplier<byte[]> request,
            boolean wantsReply,
            StreamDecoder decoder,
            Consumer<Message> onReply,
            Consumer<String> onFailure,
            long timeout) {
        this.request = request;
        this.wantsReply = wantsReply;
        this.decoder = decoder;
        this.onReply = onReply;
        this.onFailure = onFailure;
        this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Transport.limit(context, timeout);
        var written = context.writeAndFlush(Unpooled.wrappedBuffer(request.get()));
        if (!wantsReply) {
            Ignored.future(written.addListener(sent -> {
                if (sent.isSuccess()) {
                    succeeded(new Message.Nack(0));
                }
            }));
            Ignored.future(written.addListener(ChannelFutureListener.CLOSE));
        }
        context.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf chunk) {
        if (done || !wantsReply) {
            return;
        }
        try {
            Message message = StreamBudget.feed(decoder, chunk);
            if (message instanceof Message.ErrorReply error) {
                failed("the other side says: " + error.text());
            } else if (message != null) {
                succeeded(message);
            }
        } catch (WireException e) {
            failed(String.valueOf(e.getMessage()));
        }
        if (done) {
            Ignored.future(context.close());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        failed("the other side closed the stream without an answer (another label, or too busy)");
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed(cause.toString());
        Ignored.future(context.close());
    }

    private void succeeded(Message message) {
        if (!done) {
            done = true;
            onReply.accept(message);
        }
    }

    void failed(String reason) {
        if (!done) {
            done = true;
            onFailure.accept(reason);
        }
    }
}
