package org.hepto.sml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;

/** Raw sends to a node, as a stranger would do them. */
final class TestSockets {

    private TestSockets() {}

    static void send(byte[] packet, String address) {
        try (var socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    packet, packet.length, HostPort.resolve(address).getFirst().toSocket()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends bytes over a stream and returns what comes back until the other side closes. */
    static byte[] exchange(byte[] request, String address) {
        Address to = HostPort.resolve(address).getFirst();
        try (var socket = new Socket(to.toSocket().getAddress(), to.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
