package org.hepto.sml;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.hepto.sml.Admission.Standing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that another node opened: one message comes, perhaps one goes back, then it is closed. What cannot be read is
 * answered with an error message, as memberlist does. On the transport's thread.
 */
final class InboundStream extends SimpleChannelInboundHandler<ByteBuf> {

    private static final Logger LOG = LoggerFactory.getLogger(InboundStream.class);

    /**
     * What goes back.
     *
     * @param estimate about the bytes of the message
     * @param message makes it, on a lane
     */
    record Reply(long estimate, Supplier<Message> message) {
        static Reply of(Message message) {
            return new Reply(Limits.ERROR_TEXT, () -> message);
        }
    }

    /** Answers what came. */
    interface Answering {
        /** The reply to a message, or null for none. */
        @Nullable
        Reply answer(Message message, Address from);

        /** Takes note that something came which cannot be read. */
        void refused(WireException refusal, InetSocketAddress from);
    }

    private final Admission.Place place;
    private final StreamReader reader;
    private final StreamSender sender;
    private final Answering answering;
    private final Counters counters;
    private final long timeout;
    private @Nullable ChannelHandlerContext context;

    /**
     * Prepares for a stream.
     *
     * @param timeout milliseconds until it must be over
     */
    InboundStream(Admission.Place place, StreamParts parts, Answering answering, Counters counters, long timeout) {
        this.place = place;
        this.reader = parts.reader(place, this::decoded);
        this.sender = parts.sender();
        this.answering = answering;
        this.counters = counters;
        this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        Transport.limit(active, timeout, () -> true);
        if (place.standing() == Standing.STRANGER) {
            Transport.limit(
                    active, Math.min(timeout, Limits.STRANGER_MILLIS), () -> place.standing() == Standing.STRANGER);
        }
        active.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext active, ByteBuf chunk) {
        reader.read(active, chunk);
    }

    private void decoded(StreamReader.Outcome outcome) {
        ChannelHandlerContext active = context;
        if (active == null) {
            return;
        }
        WireException refusal = outcome.refusal();
        Message message = outcome.message();
        if (refusal != null) {
            refuse(active, refusal);
        } else if (message != null && place.admit()) {
            answer(active, message);
        } else {
            counters.count(Counters.Event.STREAMS_REFUSED);
            Ignored.future(active.close());
        }
    }

    private void answer(ChannelHandlerContext active, Message message) {
        Address from = Address.of((InetSocketAddress) active.channel().remoteAddress());
        Reply reply = answering.answer(message, from);
        reader.close();
        if (reply == null) {
            Ignored.future(active.close());
        } else {
            write(active, reply);
        }
    }

    private void refuse(ChannelHandlerContext active, WireException refused) {
        reader.close();
        place.leave(); // what it is told is small, and then it is closed
        counters.refused(refused.reason());
        LOG.debug("refusing a stream from {}: {}", active.channel().remoteAddress(), refused.getMessage());
        answering.refused(refused, (InetSocketAddress) active.channel().remoteAddress());
        if (refused.reason() == WireException.Reason.LABEL || refused.reason() == WireException.Reason.UNLABELLED) {
            Ignored.future(active.close());
        } else {
            write(active, Reply.of(new Message.ErrorReply(String.valueOf(refused.getMessage()))));
        }
    }

    private void write(ChannelHandlerContext active, Reply reply) {
        sender.send(active, false, reply.estimate(), reply.message(), failure -> Ignored.future(active.close()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext active) {
        if (reader.midway()) {
            counters.refused(WireException.Reason.TRUNCATED);
        }
        reader.close();
        active.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        if (!(cause instanceof IOException)) {
            counters.count(Counters.Event.FAILURES);
            LOG.warn("a stream from {} failed", active.channel().remoteAddress(), cause);
        }
        Ignored.future(active.close());
    }
}
