package org.hepto.services.helper;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The services of containerd that a node uses, on a unix socket, with what they were asked. */
final class FakeContainerd implements AutoCloseable {
    private static final String STREAMING = "containerd.services.streaming.v1.Streaming";

    /** Running containers, in CRI's ListContainersResponse. */
    final List<String> containers = new ArrayList<>();

    /** The seconds of grace by container. */
    final Map<String, Long> stopped = new ConcurrentHashMap<>();

    final List<byte[]> lists = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<byte[]> transfer = new CompletableFuture<>();
    final CompletableFuture<String> streamId = new CompletableFuture<>();
    final CompletableFuture<byte[]> archive = new CompletableFuture<>();

    /** Sends the client window updates once the stream is open. */
    final CompletableFuture<StreamObserver<byte[]>> client = new CompletableFuture<>();

    volatile boolean refusesStreams;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Server server;

    FakeContainerd(Path socket) throws IOException {
        server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioServerDomainSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .addService(service("runtime.v1.RuntimeService")
                        .addMethod(method("runtime.v1.RuntimeService", "Version"), unary(request -> version()))
                        .addMethod(method("runtime.v1.RuntimeService", "ListContainers"), unary(this::list))
                        .addMethod(method("runtime.v1.RuntimeService", "StopContainer"), unary(this::stop))
                        .build())
                .addService(service("runtime.v1.ImageService")
                        .addMethod(method("runtime.v1.ImageService", "ListImages"), unary(request -> images()))
                        .build())
                .addService(service("containerd.services.transfer.v1.Transfer")
                        .addMethod(
                                method("containerd.services.transfer.v1.Transfer", "Transfer"), unary(this::transfer))
                        .build())
                .addService(service(STREAMING)
                        .addMethod(
                                method(STREAMING, "Stream").toBuilder()
                                        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                                        .build(),
                                ServerCalls.asyncBidiStreamingCall(this::stream))
                        .build())
                .build()
                .start();
    }

    private static ServerServiceDefinition.Builder service(String name) {
        return ServerServiceDefinition.builder(name);
    }

    private static MethodDescriptor<byte[], byte[]> method(String service, String name) {
        return MethodDescriptor.newBuilder(Protobuf.BYTES, Protobuf.BYTES)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .build();
    }

    private static ServerCallHandler<byte[], byte[]> unary(Function<byte[], byte[]> answer) {
        return ServerCalls.asyncUnaryCall((request, observer) -> {
            try {
                observer.onNext(answer.apply(request));
                observer.onCompleted();
            } catch (IllegalStateException e) {
                observer.onError(Status.UNKNOWN.withDescription(e.getMessage()).asException());
            }
        });
    }

    private static byte[] version() {
        return Protobuf.message(out -> {
            out.writeString(1, "0.1.0");
            out.writeString(2, "containerd");
            out.writeString(3, "v2.2.0");
            out.writeString(4, "v1");
        });
    }

    private static byte[] images() {
        return Protobuf.message(out -> {
            out.writeByteArray(1, Protobuf.message(image -> {
                image.writeString(1, "sha256:1");
                image.writeString(2, "example.org/a:1");
                image.writeString(2, "example.org/a:latest");
            }));
            out.writeByteArray(1, Protobuf.message(image -> image.writeString(1, "sha256:2")));
        });
    }

    private byte[] list(byte[] request) {
        lists.add(request);
        return Protobuf.message(out -> {
            for (String id : containers) {
                out.writeByteArray(1, Protobuf.message(container -> {
                    container.writeString(1, id);
                    container.writeString(2, "the pod's");
                }));
            }
        });
    }

    private byte[] stop(byte[] request) {
        try {
            String id = text(request, 1);
            if (id.startsWith("stuck")) {
                throw new IllegalStateException(id + " does not end");
            }
            Thread.sleep(300); // a container that takes its time
            stopped.put(id, Protobuf.varint(request, 2));
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As containerd: ends when the archive has come whole. */
    private byte[] transfer(byte[] request) {
        transfer.complete(request);
        try {
            archive.get(10, TimeUnit.SECONDS);
            return new byte[0];
        } catch (Exception e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        }
    }

    private StreamObserver<byte[]> stream(StreamObserver<byte[]> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] any) {
                try {
                    if (refusesStreams) {
                        answers.onError(Status.ALREADY_EXISTS
                                .withDescription("stream already exists")
                                .asException());
                    } else if (!streamId.isDone()) {
                        assertType(any, STREAMING.replace("Streaming", "StreamInit"));
                        streamId.complete(text(Protobuf.fields(any, 2).getFirst(), 1));
                        answers.onNext(Protobuf.any("google.protobuf.Empty", new byte[0]));
                        client.complete(answers);
                    } else {
                        assertType(any, "containerd.types.transfer.Data");
                        for (byte[] data :
                                Protobuf.fields(Protobuf.fields(any, 2).getFirst(), 1)) {
                            received.writeBytes(data);
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void onError(Throwable error) {
                archive.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {
                archive.complete(received.toByteArray());
                answers.onCompleted();
            }
        };
    }

    private static void assertType(byte[] any, String type) throws IOException {
        if (!text(any, 1).equals(type)) {
            throw new IOException("%s instead of %s".formatted(text(any, 1), type));
        }
    }

    int receivedBytes() {
        return received.size();
    }

    /** Lets the client send that many bytes more. */
    void grow(int bytes) {
        client.join()
                .onNext(Protobuf.any(
                        "containerd.types.transfer.WindowUpdate", Protobuf.message(out -> out.writeInt32(1, bytes))));
    }

    static String text(byte[] message, int field) throws IOException {
        return new String(Protobuf.fields(message, field).getFirst(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
