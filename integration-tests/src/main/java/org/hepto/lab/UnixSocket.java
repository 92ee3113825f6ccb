package org.hepto.lab;

import static org.hepto.lab.LabLibC.AF_UNIX;
import static org.hepto.lab.LabLibC.MSG_DONTWAIT;
import static org.hepto.lab.LabLibC.MSG_NOSIGNAL;
import static org.hepto.lab.LabLibC.SHUT_RDWR;
import static org.hepto.lab.LabLibC.SOCK_CLOEXEC;
import static org.hepto.lab.LabLibC.SOL_SOCKET;
import static org.hepto.lab.LabLibC.SO_RCVBUF;
import static org.hepto.lab.LabLibC.SO_SNDBUF;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import jnr.constants.platform.Errno;
import jnr.ffi.LastError;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/**
 * One end of a socket pair, as a descriptor that a child process can inherit.
 *
 * <p>Any thread may send and receive; the one that receives closes, others call {@link #shutdown()} to make it do so
 * (a descriptor closed under a reader may already be another file when the reader comes back).
 */
final class UnixSocket implements AutoCloseable {
    private static final int BUFFER = 4 << 20;
    private static final LabLibC C = LabLibC.INSTANCE;

    private final int descriptor;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private UnixSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Two connected ends of the given type ({@link LabLibC#SOCK_DGRAM}, {@link LabLibC#SOCK_STREAM}). */
    static Pair pair(int type) {
        int[] ends = new int[2];
        check("socketpair", C.socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends));
        for (int end : ends) {
            check("setsockopt", C.setsockopt(end, SOL_SOCKET, SO_SNDBUF, new int[] {BUFFER}, Integer.BYTES));
            check("setsockopt", C.setsockopt(end, SOL_SOCKET, SO_RCVBUF, new int[] {BUFFER}, Integer.BYTES));
        }
        return new Pair(new UnixSocket(ends[0]), new UnixSocket(ends[1]));
    }

    int descriptor() {
        return descriptor;
    }

    /** The next datagram into the buffer: its length, or -1 if there is none now. */
    int receiveNow(Pointer buffer) {
        return (int) C.recv(descriptor, buffer, buffer.size(), MSG_DONTWAIT);
    }

    /** Memory outside of the heap for {@link #receiveNow}: an array would be copied whole by each call. */
    static Pointer buffer(int size) {
        return Memory.allocateDirect(Runtime.getSystemRuntime(), size);
    }

    /** Sends one datagram if the other side has room for it. */
    boolean sendNow(byte[] datagram) {
        return open.get()
                && C.send(descriptor, datagram, datagram.length, MSG_DONTWAIT | MSG_NOSIGNAL) == datagram.length;
    }

    /** Wakes the thread that waits in a read, now and from now on. */
    void shutdown() {
        if (open.get()) {
            C.shutdown(descriptor, SHUT_RDWR);
        }
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            C.close(descriptor);
        }
    }

    /** The stream of a {@link LabLibC#SOCK_STREAM} socket; ends quietly when the other side is gone. */
    InputStream input() {
        return new Input();
    }

    OutputStream output() {
        return new Output();
    }

    private static void check(String call, int result) {
        if (result < 0) {
            throw new LabException(call + ": " + errno());
        }
    }

    static Errno errno() {
        return Errno.valueOf(LastError.getLastError(Runtime.getSystemRuntime()));
    }

    /** Both ends: one stays here, the other goes to a child. */
    record Pair(UnixSocket here, UnixSocket there) {}

    private final class Input extends InputStream {
        private final Pointer buffer = buffer(64 << 10);

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte @Nullable [] into, int offset, int length) throws IOException {
            long count = C.recv(descriptor, buffer, Math.min(length, buffer.size()), 0);
            if (count < 0 && errno() == Errno.EINTR) {
                return read(into, offset, length);
            }
            if (count <= 0 || into == null) {
                return -1;
            }
            buffer.get(0, into, offset, (int) count);
            return (int) count;
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte @Nullable [] from, int offset, int length) throws IOException {
            byte[] rest = from == null ? new byte[0] : Arrays.copyOfRange(from, offset, offset + length);
            while (rest.length > 0) {
                long count = C.send(descriptor, rest, rest.length, MSG_NOSIGNAL);
                if (count < 0 && errno() != Errno.EINTR) {
                    throw new IOException("send: " + errno());
                }
                rest = Arrays.copyOfRange(rest, (int) Math.max(count, 0), rest.length);
            }
        }
    }
}
