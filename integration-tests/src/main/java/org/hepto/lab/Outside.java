package org.hepto.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The world behind the router: a web server that says "outside" and the address it was called from. */
final class Outside implements Runnable {
    private static final int PORT = 80;

    @Override
    public void run() {
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress("::", PORT));
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> answer(client));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers after the first bytes of a request, so that `nc` with a pipe works as well as a browser. */
    private static void answer(Socket client) {
        try (client) {
            client.setSoTimeout(10_000);
            int ignored = client.getInputStream().read(new byte[4096]);
            String body = "outside " + client.getInetAddress().getHostAddress() + "\n";
            String response = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                    + "\r\nConnection: close\r\n\r\n" + body;
            client.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            client.getInputStream().skip(Long.MAX_VALUE);
        } catch (IOException e) {
            System.err.println("outside: " + e);
        }
    }
}
