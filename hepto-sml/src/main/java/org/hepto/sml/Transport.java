package org.hepto.sml;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.hepto.sml.Admission.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port for packets and streams on one thread. Everything that it hands on is called on that thread, which is also
 * the one of the state machine, so an ack never waits for anybody's code.
 */
final class Transport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);
    private static final int PORT_TRIES = 20;
    private static final long END_SECONDS = 5;

    /** Where packets and streams go; called on {@link #loop} only. */
    interface Receiver {
        /** A datagram came: the array is reused after the call. */
        void packet(byte[] bytes, int length, InetSocketAddress from);

        /** Whether a member is at an IP address. */
        boolean neighbour(Bytes ip);

        /** Another node opened a stream. */
        InboundStream inbound(Admission.Place place);
    }

    private final MultiThreadIoEventLoopGroup group;
    private final ByteBufAllocator allocator = new HeapBuffers();
    private final Receiver receiver;
    private final Counters counters;
    private final Channel packets;
    private final Channel streams;
    private final Admission admission = new Admission();

    /** Binds both sockets; throws {@link ClusterException} that says what to do if that is not possible. */
    Transport(String name, InetSocketAddress bind, Receiver receiver, Counters counters) {
        this.receiver = receiver;
        this.counters = counters;
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("sml-" + name, true), NioIoHandler.newFactory());
        Channel[] bound = bindBoth(bind);
        this.packets = bound[0];
        this.streams = bound[1];
    }

    EventLoop loop() {
        return packets.eventLoop();
    }

    int port() {
        return ((InetSocketAddress) packets.localAddress()).getPort();
    }

    private Channel[] bindBoth(InetSocketAddress bind) {
        for (int tries = PORT_TRIES; ; tries--) {
            ChannelFuture stream = server().bind(bind).awaitUninterruptibly();
            InetSocketAddress same = stream.isSuccess()
                    ? new InetSocketAddress(
                            bind.getAddress(),
                            ((InetSocketAddress) stream.channel().localAddress()).getPort())
                    : bind;
            ChannelFuture packet = stream.isSuccess() ? datagram().bind(same).awaitUninterruptibly() : stream;
            if (packet.isSuccess()) {
                return new Channel[] {packet.channel(), stream.channel()};
            }
            stream.channel().close().awaitUninterruptibly();
            if (bind.getPort() != 0 || tries == 0) {
                stop();
                throw new ClusterException(
                        "cannot listen on %s (%s): stop what uses the port, or choose another address or port"
                                .formatted(Address.of(bind), packet.cause().getMessage()),
                        packet.cause());
            }
        }
    }

    private Bootstrap datagram() {
        return new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(Limits.PACKET))
                .handler(new PacketHandler());
    }

    private ServerBootstrap server() {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                });
    }

    private void accept(SocketChannel channel) {
        Bytes ip = Address.of(channel.remoteAddress()).ip();
        Standing standing = receiver.neighbour(ip) ? Standing.NEIGHBOUR : Standing.STRANGER;
        admission
                .enter(ip, standing, () -> refuse(channel), Reactor.now())
                .ifPresentOrElse(place -> accept(channel, place), () -> refuse(channel));
    }

    private void accept(SocketChannel channel, Admission.Place place) {
        counters.count(Counters.Event.STREAMS_IN);
        Ignored.future(channel.closeFuture().addListener(closed -> place.leave()));
        channel.pipeline().addLast(receiver.inbound(place));
    }

    private void refuse(SocketChannel channel) {
        counters.count(Counters.Event.STREAMS_REFUSED);
        Ignored.future(channel.close());
    }

    /** Sends a datagram, or drops it when the socket cannot keep up: the protocol expects losses, not queues. */
    void send(byte[] bytes, Address to) {
        if (!packets.isWritable()) {
            counters.count(Counters.Event.BROADCASTS_DROPPED);
            return;
        }
        counters.count(Counters.Event.PACKETS_OUT);
        counters.add(Counters.Event.BYTES_OUT, bytes.length);
        Ignored.future(packets.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(bytes), to.toSocket())));
    }

    /** Opens a stream; the handler sees it as soon as it is connected, and its failure if that never happens. */
    void open(Address to, long timeoutMillis, OutboundStream handler) {
        counters.count(Counters.Event.STREAMS_OUT);
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.clamp(timeoutMillis, 1, Integer.MAX_VALUE))
                .handler(handler);
        Ignored.future(bootstrap.connect(to.toSocket()).addListener(connected -> {
            if (!connected.isSuccess()) {
                // Netty's own message repeats the address
                Throwable plain = connected.cause().getCause();
                handler.failed(Contact.connecting(plain == null ? connected.cause() : plain));
            }
        }));
    }

    /** Closes a channel when its time is over, if something holds then. */
    static void limit(ChannelHandlerContext context, long millis, BooleanSupplier condition) {
        Runnable close = () -> {
            if (condition.getAsBoolean()) {
                Ignored.future(context.close());
            }
        };
        Future<?> timer = context.executor().schedule(close, millis, TimeUnit.MILLISECONDS);
        Ignored.future(context.channel().closeFuture().addListener(closed -> timer.cancel(false)));
    }

    private void stop() {
        Ignored.future(group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
        packets.close().awaitUninterruptibly();
        streams.close().awaitUninterruptibly();
        stop();
        // the kernel has a socket until the selector lets it go: the port must be free for another node in this JVM
        boolean ended = group.terminationFuture().awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            LOG.warn("the network's thread has not ended: the port may still be in use for a moment");
        }
    }

    /** Copies datagrams out of the network's buffers. */
    private final class PacketHandler extends SimpleChannelInboundHandler<DatagramPacket> {
        private final byte[] scratch = new byte[Limits.PACKET];

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            int length = packet.content().readableBytes();
            packet.content().readBytes(scratch, 0, length);
            counters.count(Counters.Event.PACKETS_IN);
            counters.add(Counters.Event.BYTES_IN, length);
            receiver.packet(scratch, length, packet.sender());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            counters.count(Counters.Event.FAILURES);
            LOG.debug("a packet failed", cause);
        }
    }
}
