package org.hepto.scenarios;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Measures what goes through one TCP connection, as a process in a lab host.
 *
 * <pre>{@code
 * serve PORT                  sends to whoever connects, for ever
 * fetch HOST PORT SECONDS     receives for so long, after a second that does not count, and prints Mbit/s
 * }</pre>
 *
 * <p>System calls are dear in User-Mode Linux, so each reads or writes much at once.
 */
final class Transfer {
    private static final int BUFFER = 256 * 1024;
    private static final double BITS_PER_MBIT = 1e6;
    private static final int BITS = 8;
    private static final double NANOS = 1e9;

    private Transfer() {}

    /** Ends with a stack trace if there is no connection. */
    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "serve" -> serve(Integer.parseInt(arguments[1]));
            case "fetch" ->
                System.out.printf(
                        "%.1f%n", fetch(arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3])));
            default -> throw new IllegalArgumentException("what is " + arguments[0]);
        }
    }

    private static void serve(int port) throws IOException {
        byte[] zeros = new byte[BUFFER];
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress("::", port));
            while (true) {
                try (Socket client = server.accept()) {
                    OutputStream out = client.getOutputStream();
                    while (true) {
                        out.write(zeros);
                    }
                } catch (IOException e) {
                    System.err.println("gone: " + e.getMessage());
                }
            }
        }
    }

    private static double fetch(String host, int port, int seconds) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (Socket socket = new Socket(InetAddress.ofLiteral(host), port)) {
            InputStream in = socket.getInputStream();
            receive(in, buffer, 1);
            long begin = System.nanoTime();
            long bytes = receive(in, buffer, seconds);
            return bytes * BITS / BITS_PER_MBIT / ((System.nanoTime() - begin) / NANOS);
        }
    }

    private static long receive(InputStream in, byte[] buffer, int seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * NANOS);
        long bytes = 0;
        while (System.nanoTime() < end) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new IOException("the sender has ended");
            }
            bytes += read;
        }
        return bytes;
    }
}
