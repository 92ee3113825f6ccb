package org.hepto.utils;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends requests to the kernel by netlink(7), one at a time. The socket stays in the network namespace of the
 * thread that opened it, whatever that thread unshares later. Any thread may use it, one at a time.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** The protocols that hepto uses, from {@code linux/netlink.h}. */
    public static final int NETLINK_ROUTE = 0;

    public static final int NETLINK_GENERIC = 16;

    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NLMSGERR_ATTR_MSG = 1;

    private final int fd;
    private final AtomicInteger sequence;
    private final byte[] receive = new byte[64 * 1024];

    /** Opens a socket for {@code NETLINK_ROUTE} or {@code NETLINK_GENERIC}. */
    public NetlinkSocket(int protocol) throws ErrnoException {
        this(Linux.netlinkSocket(protocol), 0);
    }

    /**
     * Takes over an open socket.
     *
     * @param first one less than the number of the first request
     */
    private NetlinkSocket(int fd, int first) throws ErrnoException {
        this.fd = fd;
        sequence = new AtomicInteger(first);
        byte[] on = NativeBytes.allocate(4).putInt(1).array();
        Linux.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, on); // the kernel then says in words what it refuses
        Linux.setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, on);
    }

    /**
     * Takes over a socket that another program has opened, and perhaps left in the middle of an answer: its requests have
     * other numbers than those that are still to be read. It goes no further: execve(2) closes it from now on.
     *
     * @throws ErrnoException if it is no netlink socket
     */
    static NetlinkSocket inherited(int fd) throws ErrnoException {
        Linux.closeOnExec(fd, fd);
        return new NetlinkSocket(fd, ThreadLocalRandom.current().nextInt());
    }

    /**
     * Sends a request, which must ask for an ACK or a dump, and gathers the answers until the kernel acknowledges or
     * ends its dump.
     *
     * @param what the request in words, for the error
     * @return the payloads behind the netlink headers
     * @throws ErrnoException if the kernel refuses
     */
    public synchronized List<byte[]> request(String what, NetlinkRequest request) throws ErrnoException {
        int expected = sequence.incrementAndGet();
        Linux.send(fd, request.encode(expected));
        List<byte[]> answers = new ArrayList<>();
        while (true) {
            int length = Linux.recv(fd, receive);
            if (read(what, NativeBytes.wrap(Arrays.copyOf(receive, length)), expected, answers)) {
                return answers;
            }
        }
    }

    /**
     * Reads the messages of a datagram that answer the request of a number; others are late answers to earlier ones.
     *
     * @param answers takes the payloads
     * @return whether the datagram held the end of the answer
     */
    static boolean read(String what, ByteBuffer datagram, int expected, List<byte[]> answers) throws ErrnoException {
        int at = 0;
        while (at + NetlinkRequest.HEADER <= datagram.limit()) {
            int length = datagram.getInt(at);
            if (length < NetlinkRequest.HEADER || at + length > datagram.limit()) {
                break;
            }
            if (datagram.getInt(at + 8) == expected) {
                byte[] payload = new byte[length - NetlinkRequest.HEADER];
                datagram.get(at + NetlinkRequest.HEADER, payload);
                int type = datagram.getShort(at + 4);
                if (type == NLMSG_ERROR || type == NLMSG_DONE) {
                    refuse(what, payload);
                    return true;
                }
                answers.add(payload);
            }
            at += (length + 3) & ~3;
        }
        return false;
    }

    private static void refuse(String what, byte[] payload) throws ErrnoException {
        int error = payload.length < 4 ? 0 : NativeBytes.wrap(payload).getInt();
        if (error != 0) {
            final int errorAndHeader = 4 + NetlinkRequest.HEADER;
            String words = new NetlinkAttributes(payload, Math.min(errorAndHeader, payload.length))
                    .string(NLMSGERR_ATTR_MSG)
                    .map(m -> " (" + m + ")")
                    .orElse("");
            throw new ErrnoException(what + words, -error);
        }
    }

    void passOn(int to) throws ErrnoException {
        Linux.dup2(fd, to);
    }

    @Override
    public void close() {
        try {
            Linux.close(fd);
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
    }
}
