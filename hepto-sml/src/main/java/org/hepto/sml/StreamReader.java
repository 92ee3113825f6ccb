package org.hepto.sml;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a stream brings and has it decoded on a lane. While a lane works, and while there is no room for an
 * announced message, nothing is read, so the other side waits. What is announced has its room at once only if a living
 * member is at the other end; anybody else has room for what has come, and gives way. On the transport's thread.
 */
final class StreamReader {

    /** What comes of it: one message, or the reason why there is none. */
    record Outcome(@Nullable Message message, @Nullable WireException refusal) {}

    private final StreamDecoder decoder;
    private final ByteBudget.Share share;
    private final Lanes lanes;
    private final Lanes.Rank rank;
    private final boolean known;
    private final Consumer<Outcome> onEnd;
    private boolean busy;
    private boolean done;

    /** {@code known} tells whether a living member is at the other end. */
    StreamReader(
            StreamDecoder decoder,
            ByteBudget.Share share,
            Lanes lanes,
            Lanes.Rank rank,
            boolean known,
            Consumer<Outcome> onEnd) {
        this.decoder = decoder;
        this.share = share;
        this.lanes = lanes;
        this.rank = rank;
        this.known = known;
        this.onEnd = onEnd;
        collect();
    }

    private static WireException tooMuch() {
        return new WireException(WireException.Reason.OVERSIZED, "too much is coming in at once: try again later");
    }

    private void collect() {
        if (!known) {
            share.offer(() -> {
                end(new Outcome(null, tooMuch()));
                close();
            });
        }
    }

    /** Takes more bytes. */
    void read(ChannelHandlerContext context, ByteBuf chunk) {
        if (done) {
            return;
        }
        try {
            int more = chunk.readableBytes();
            if (!share.grow(Math.max(share.held(), decoder.capacityWith(more)))) {
                throw tooMuch();
            }
            byte[] bytes = new byte[more];
            chunk.readBytes(bytes);
            decoder.append(bytes, 0, more);
            if (decoder.ready()) {
                decode(context);
            }
        } catch (WireException e) {
            end(new Outcome(null, e));
        }
    }

    private void decode(ChannelHandlerContext context) {
        busy = true;
        share.keep(); // all is here, and in use
        context.channel().config().setAutoRead(false);
        lanes.run(decoder.held(), rank, () -> {
            Outcome outcome = step();
            Lanes.back(context.executor(), () -> stepped(context, outcome));
        });
    }

    private Outcome step() {
        try {
            return new Outcome(decoder.advance(), null);
        } catch (WireException e) {
            return new Outcome(null, e);
        }
    }

    private void stepped(ChannelHandlerContext context, Outcome outcome) {
        busy = false;
        if (done) {
            close();
        } else if (outcome.message() != null || outcome.refusal() != null) {
            end(outcome);
        } else {
            collect();
            makeRoom(context);
        }
    }

    /** A member's message gets its whole room at once, so that those that are half here do not wait for each other. */
    private void makeRoom(ChannelHandlerContext context) {
        if (done) {
            return;
        }
        if (!known) {
            context.channel().config().setAutoRead(true);
        } else if (share.grow(Math.max(share.held(), decoder.needed()))) {
            decoder.reserve();
            context.channel().config().setAutoRead(true);
        } else {
            share.await(() -> makeRoom(context));
        }
    }

    private void end(Outcome outcome) {
        done = true;
        onEnd.accept(outcome);
    }

    /** Whether a message has begun but is not complete. */
    boolean midway() {
        return !done && decoder.midway();
    }

    /** Gives everything back: the stream is closed, or its message is no longer held. */
    void close() {
        done = true;
        if (!busy) {
            decoder.clear();
            share.release();
        }
    }
}
