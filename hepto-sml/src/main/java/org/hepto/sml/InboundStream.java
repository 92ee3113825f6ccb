package org.hepto.sml;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that another node opened: one message comes, perhaps one goes back, then it is closed. What cannot be read is
 * answered with an error message, as memberlist does. On the transport's thread.
 */
final class InboundStream extends SimpleChannelInboundHandler<ByteBuf> {

    private static final Logger LOG = LoggerFactory.getLogger(InboundStream.class);

    /** Answers what came. */
    interface Answering {
        /** The reply to a message, or null for none. */
        @Nullable
        Message answer(Message message, Address from);
    }

    private final StreamDecoder decoder;
    private final StreamEncoder encoder;
    private final StreamBudget budget;
    private final Answering answering;
    private final Counters counters;
    private final long timeout;
    private int reserved;
    private boolean done;

    InboundStream(
            Wire wire, StreamLimits limits, StreamBudget budget, Answering answering, Counters counters, long timeout) {
        this.decoder = new StreamDecoder(wire, false, limits);
        this.encoder = new StreamEncoder(wire);
        this.budget = budget;
        this.answering = answering;
        this.counters = counters;
        this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Transport.limit(context, timeout);
        context.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf chunk) {
        if (done) {
            return;
        }
        try {
            Message message = StreamBudget.feed(decoder, chunk);
            if (!budget.grow(reserved, decoder.held())) {
                throw WireException.oversized("memory of all streams", decoder.held(), budget.left());
            }
            reserved = decoder.held();
            if (message != null) {
                done = true;
                answer(context, message);
            }
        } catch (WireException e) {
            refuse(context, e);
        }
    }

    private void answer(ChannelHandlerContext context, Message message) {
        var from = Address.of((InetSocketAddress) context.channel().remoteAddress());
        Message reply = answering.answer(message, from);
        if (reply == null) {
            Ignored.future(context.close());
        } else {
            write(context, reply);
        }
    }

    private void refuse(ChannelHandlerContext context, WireException refused) {
        done = true;
        counters.refused(refused.reason());
        LOG.debug("refusing a stream from {}: {}", context.channel().remoteAddress(), refused.getMessage());
        if (refused.reason() == WireException.Reason.LABEL) {
            Ignored.future(context.close());
        } else {
            write(context, new Message.ErrorReply(String.valueOf(refused.getMessage())));
        }
    }

    private void write(ChannelHandlerContext context, Message reply) {
        Ignored.future(context.writeAndFlush(Unpooled.wrappedBuffer(encoder.encode(reply, false)))
                .addListener(ChannelFutureListener.CLOSE));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!done && decoder.midway()) {
            counters.refused(WireException.Reason.TRUNCATED);
        }
        done = true;
        budget.release(reserved);
        reserved = 0;
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            counters.count(Counters.Event.FAILURES);
            LOG.warn("a stream from {} failed", context.channel().remoteAddress(), cause);
        }
        Ignored.future(context.close());
    }
}
