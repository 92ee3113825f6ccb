package org.hepto.services.helper;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hepto.utils.Errors;

/**
 * containerd over its unix socket: CRI for health and for the end of pods, the transfer service for images. Each call
 * has a deadline and fails as {@link IOException}.
 */
final class ContainerdClient implements AutoCloseable, ImageImport.Images {
    /** The namespace of the CRI plugin's images and containers. */
    private static final String NAMESPACE = "k8s.io";

    private static final Duration CALL = Duration.ofSeconds(5);

    /** Less than the unit waits: else an archive that takes longer would be begun again for ever. */
    private static final Duration IMPORT = Duration.ofMinutes(8);

    private static final long CONTAINER_RUNNING = 1;

    private static final MethodDescriptor<byte[], byte[]> VERSION = unary("runtime.v1.RuntimeService", "Version");
    private static final MethodDescriptor<byte[], byte[]> LIST = unary("runtime.v1.RuntimeService", "ListContainers");
    private static final MethodDescriptor<byte[], byte[]> STOP = unary("runtime.v1.RuntimeService", "StopContainer");
    private static final MethodDescriptor<byte[], byte[]> IMAGES = unary("runtime.v1.ImageService", "ListImages");
    private static final MethodDescriptor<byte[], byte[]> TRANSFER =
            unary("containerd.services.transfer.v1.Transfer", "Transfer");

    /**
     * {@code ImageStore} whose images get the names that the archive gives them. The prefix is only for what has a tag
     * but no name; without an extra reference nothing would be stored.
     */
    private static final byte[] AS_NAMED =
            Protobuf.message(store -> store.writeByteArray(6, Protobuf.message(reference -> {
                reference.writeString(1, "import");
                reference.writeBool(2, true); // is_prefix
                reference.writeBool(3, true); // allow_overwrite
            })));

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ManagedChannel channel;
    private final Channel namespaced;

    /** Opens a channel to the socket; the first call connects. */
    ContainerdClient(Path socket) {
        channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                .eventLoopGroup(loop)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER), NAMESPACE);
        namespaced = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** Succeeds when the CRI plugin serves. */
    String criVersion() throws IOException {
        byte[] answer = call(VERSION, Protobuf.message(out -> out.writeString(1, "v1")), CALL);
        return Protobuf.fields(answer, 3).stream()
                .findFirst()
                .map(v -> new String(v, StandardCharsets.UTF_8))
                .orElse("");
    }

    @Override
    public Set<String> imageNames() throws IOException {
        Set<String> names = new TreeSet<>();
        byte[] answer = call(IMAGES, new byte[0], CALL);
        for (byte[] image : Protobuf.fields(answer, 1)) {
            for (byte[] name : Protobuf.fields(image, 2)) { // repo_tags
                names.add(new String(name, StandardCharsets.UTF_8));
            }
        }
        return names;
    }

    @Override
    public void importImages(InputStream archive) throws IOException {
        String id = "import-" + UUID.randomUUID();
        ImportStream stream = ImportStream.open(namespaced, id, archive);
        byte[] source = Protobuf.any(
                "containerd.types.transfer.ImageImportStream", Protobuf.message(out -> out.writeString(1, id)));
        byte[] destination = Protobuf.any("containerd.types.transfer.ImageStore", AS_NAMED);
        byte[] request = Protobuf.message(out -> {
            out.writeByteArray(1, source);
            out.writeByteArray(2, destination);
        });
        try {
            call(TRANSFER, request, IMPORT);
        } finally {
            stream.close();
        }
    }

    /** Sends every running container its stop signal, all at once, and kills those that outlive the grace. */
    void stopContainers(Duration grace) throws IOException {
        byte[] filter = Protobuf.message(out ->
                out.writeByteArray(2, Protobuf.message(state -> state.writeEnum(1, (int) CONTAINER_RUNNING))));
        byte[] running = call(LIST, Protobuf.message(out -> out.writeByteArray(1, filter)), CALL);
        List<Future<byte[]>> stops = new ArrayList<>();
        for (byte[] container : Protobuf.fields(running, 1)) {
            byte[] id = Protobuf.fields(container, 1).getFirst();
            byte[] request = Protobuf.message(out -> {
                out.writeByteArray(1, id);
                out.writeInt64(2, grace.toSeconds());
            });
            stops.add(ClientCalls.futureUnaryCall(namespaced.newCall(STOP, deadline(grace.plus(CALL))), request));
        }
        IOException failure = null;
        for (Future<byte[]> stop : stops) {
            try {
                await(stop, grace.plus(CALL));
            } catch (IOException e) {
                failure = e; // the others have their grace all the same
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void await(Future<byte[]> call, Duration most) throws IOException {
        try {
            call.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(Errors.line(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private byte[] call(MethodDescriptor<byte[], byte[]> method, byte[] request, Duration deadline) throws IOException {
        try {
            return ClientCalls.blockingUnaryCall(namespaced, method, deadline(deadline), request);
        } catch (StatusRuntimeException e) {
            throw new IOException(Errors.line(e), e);
        }
    }

    private static CallOptions deadline(Duration duration) {
        return CallOptions.DEFAULT.withDeadlineAfter(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static MethodDescriptor<byte[], byte[]> unary(String service, String method) {
        return MethodDescriptor.newBuilder(Protobuf.BYTES, Protobuf.BYTES)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
