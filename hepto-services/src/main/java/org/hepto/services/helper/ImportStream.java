package org.hepto.services.helper;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hepto.utils.Errors;

/**
 * The sending side of containerd's byte stream: it sends as much as the other side's window updates allow; see
 * {@code core/transfer/streaming} of containerd. The archive is read on gRPC's threads.
 */
final class ImportStream extends ClientCall.Listener<byte[]> implements AutoCloseable {
    private static final MethodDescriptor<byte[], byte[]> STREAM = MethodDescriptor.newBuilder(
                    Protobuf.BYTES, Protobuf.BYTES)
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(
                    MethodDescriptor.generateFullMethodName("containerd.services.streaming.v1.Streaming", "Stream"))
            .build();
    private static final int CHUNK = 32 * 1024;
    private static final int ACCEPT_SECONDS = 10;

    private final ClientCall<byte[], byte[]> call;
    private final InputStream archive;
    private final CompletableFuture<Void> accepted = new CompletableFuture<>();
    private long window;
    private boolean ended;

    private ImportStream(ClientCall<byte[], byte[]> call, InputStream archive) {
        this.call = call;
        this.archive = archive;
    }

    /** Opens the stream under an id by which a transfer can name it. */
    static ImportStream open(Channel channel, String id, InputStream archive) throws IOException {
        ImportStream stream = new ImportStream(channel.newCall(STREAM, CallOptions.DEFAULT), archive);
        stream.call.start(stream, new Metadata());
        byte[] init = Protobuf.message(out -> out.writeString(1, id));
        stream.call.sendMessage(Protobuf.any("containerd.services.streaming.v1.StreamInit", init));
        stream.call.request(Integer.MAX_VALUE);
        try {
            stream.accepted.get(ACCEPT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            stream.close();
            throw new IOException("containerd took no stream: " + Errors.line(e), e);
        } catch (InterruptedException e) {
            stream.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return stream;
    }

    @Override
    public void onMessage(byte[] message) {
        if (!accepted.isDone()) {
            accepted.complete(null);
            return;
        }
        try {
            for (byte[] update : Protobuf.fields(message, 2)) {
                window += Protobuf.varint(update, 1);
            }
            send();
        } catch (IOException e) {
            call.cancel("the archive cannot be read", e);
        }
    }

    private void send() throws IOException {
        byte[] buffer = new byte[CHUNK];
        while (window > 0 && !ended) {
            int length = archive.read(buffer, 0, (int) Math.min(window, CHUNK));
            if (length < 0) {
                ended = true;
                call.halfClose();
            } else {
                window -= length;
                byte[] chunk = Arrays.copyOf(buffer, length);
                call.sendMessage(Protobuf.any(
                        "containerd.types.transfer.Data", Protobuf.message(out -> out.writeByteArray(1, chunk))));
            }
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        accepted.completeExceptionally(status.asException());
    }

    @Override
    public void close() {
        call.cancel("done", null);
    }
}
