package org.hepto.services.units;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.hepto.daeman.Condition;
import org.hepto.utils.Ipv6Address;

/**
 * Whether a server that was ready still works, asked without TLS so that the daemon can ask all the time. A server that
 * hangs takes the connection, since the kernel does that for it, and says nothing.
 *
 * @param server where it listens
 * @param question what is sent
 * @param answer how the answer has to begin; empty if any will do, or that it hangs up
 */
record Liveness(SocketAddress server, String question, Optional<String> answer) implements Condition.Check {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");
    private static final int ENOUGH = 64;

    /** The preface of HTTP/2 (RFC 9113, section 3.4) with empty settings; a server answers with its own. */
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

    /** Asks a server of TLS in plain text. Go's says that this is wrong, or hangs up: a process that hangs does neither. */
    static Liveness tls(int port) {
        return new Liveness(new InetSocketAddress(LOOPBACK, port), get("/"), Optional.empty());
    }

    /** The same, where the server is elsewhere. */
    static Liveness tls(Ipv6Address address, int port) {
        InetAddress server = InetAddress.ofLiteral(address.toString());
        return new Liveness(new InetSocketAddress(server, port), get("/"), Optional.empty());
    }

    /** Asks a server of plain HTTP, whose answer has to be 200. */
    static Liveness http(int port, String path) {
        return new Liveness(new InetSocketAddress(LOOPBACK, port), get(path), Optional.of("HTTP/1.0 200"));
    }

    /** Asks a server of gRPC on a socket. */
    static Liveness grpc(Path socket) {
        return new Liveness(UnixDomainSocketAddress.of(socket), PREFACE, Optional.empty());
    }

    private static String get(String path) {
        return "GET %s HTTP/1.0\r\n\r\n".formatted(path);
    }

    @Override
    public boolean holds() throws IOException {
        try (SocketChannel channel = SocketChannel.open(server)) {
            channel.write(ByteBuffer.wrap(question.getBytes(StandardCharsets.ISO_8859_1)));
            ByteBuffer said = ByteBuffer.allocate(ENOUGH);
            int wanted = answer.map(String::length).orElse(1);
            while (said.position() < wanted && channel.read(said) >= 0) {
                // the rest follows, or the end
            }
            String begin = new String(said.array(), 0, Math.min(wanted, said.position()), StandardCharsets.ISO_8859_1);
            if (answer.isPresent() && !begin.equals(answer.get())) {
                throw new IOException("it answers '%s'".formatted(begin));
            }
            return true;
        }
    }
}
