package org.hepto.sml;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes messages to streams: each is made and sealed on a lane, once there is room for it, and written piece by piece as
 * the other side takes it. On the transport's thread.
 */
final class StreamSender {

    private static final Logger LOG = LoggerFactory.getLogger(StreamSender.class);

    /** Bytes that are given to the socket at a time, which copies them. */
    private static final int PIECE = 64 * 1024;

    static final String NO_ROOM = "there was no room to send it in time: too much is being sent already";

    private final Lanes lanes;
    private final Wire wire;
    private final ByteBudget budget;

    StreamSender(Lanes lanes, Wire wire, ByteBudget budget) {
        this.lanes = lanes;
        this.wire = wire;
        this.budget = budget;
    }

    /** One message for one stream. */
    private final class Sending {
        private final ChannelHandlerContext context;
        private final boolean dialled;
        private final Supplier<Message> message;
        private final Consumer<String> onEnd;
        private final ByteBudget.Share share = budget.share(Bytes.EMPTY);
        private boolean waiting;
        private boolean ended;

        Sending(ChannelHandlerContext context, boolean dialled, Supplier<Message> message, Consumer<String> onEnd) {
            this.context = context;
            this.dialled = dialled;
            this.message = message;
            this.onEnd = onEnd;
            Ignored.future(context.channel()
                    .closeFuture()
                    .addListener(closed -> end(waiting ? NO_ROOM : "the stream was closed")));
        }

        void begin(long estimate) {
            if (ended) {
                return;
            }
            waiting = !share.grow(estimate);
            if (waiting) {
                share.await(() -> begin(estimate));
                return;
            }
            lanes.run(estimate, Lanes.Rank.OWN, () -> {
                byte[] bytes = encode();
                Lanes.back(context.executor(), () -> write(bytes));
            });
        }

        /** Empty if it failed. */
        private byte[] encode() {
            try {
                return new StreamEncoder(wire.forStreams()).encode(message.get(), dialled);
            } catch (RuntimeException e) {
                LOG.warn("a message for a stream failed", e);
                return new byte[0];
            }
        }

        private void write(byte[] bytes) {
            if (ended) {
                return;
            }
            if (bytes.length == 0) {
                end("the message could not be made");
                return;
            }
            share.resize(bytes.length);
            piece(bytes, 0);
        }

        private void piece(byte[] bytes, int from) {
            int length = Math.min(PIECE, bytes.length - from);
            int next = from + length;
            Future<?> stalled = context.executor()
                    .schedule(() -> end("the other side does not take it"), Limits.STALL_MILLIS, TimeUnit.MILLISECONDS);
            Ignored.future(context.writeAndFlush(Unpooled.wrappedBuffer(bytes, from, length))
                    .addListener(written -> {
                        stalled.cancel(false);
                        if (!written.isSuccess()) {
                            end(String.valueOf(written.cause().getMessage()));
                        } else if (next < bytes.length && !ended) {
                            piece(bytes, next);
                        } else {
                            end("");
                        }
                    }));
        }

        private void end(String failure) {
            if (!ended) {
                ended = true;
                share.release();
                onEnd.accept(failure);
            }
        }
    }

    /**
     * Sends a message.
     *
     * @param dialled whether this side opened the stream
     * @param estimate about the bytes that it will have
     * @param message makes it, on a lane
     * @param onEnd gets an empty text when all is written, or else what went wrong
     */
    void send(
            ChannelHandlerContext context,
            boolean dialled,
            long estimate,
            Supplier<Message> message,
            Consumer<String> onEnd) {
        new Sending(context, dialled, message, onEnd).begin(estimate);
    }
}
