package org.hepto.sml;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures how long a node takes to answer pings, one after the other, as a member with the key would. */
final class AckTimer implements AutoCloseable {

    private static final int TIMEOUT = 3000;

    private final Wire wire;
    private final InetSocketAddress target;
    private final DatagramSocket socket;
    private final List<Double> millis = new ArrayList<>();
    private long sequence = 1_000_000;
    private int lost;

    AckTimer(Keyring keys, Address target) throws IOException {
        this.wire = new Wire(new Label(""), keys, false, new SecureRandom());
        this.target = target.toSocket();
        this.socket = new DatagramSocket();
        socket.setSoTimeout(TIMEOUT);
    }

    /** One ping; what is not answered within 3 s counts as 3 s, and as lost. */
    void measure() throws IOException {
        byte[] ping =
                new PacketEncoder(wire).encode(List.of(new Message.Ping(++sequence, "", null, "").encode()), false);
        long start = System.nanoTime();
        socket.send(new DatagramPacket(ping, ping.length, target));
        try {
            boolean answered = false;
            while (!answered) { // an ack may have come too late for its own ping
                answered = answered();
            }
        } catch (SocketTimeoutException e) {
            lost++;
        }
        millis.add((System.nanoTime() - start) / 1e6);
    }

    private boolean answered() throws IOException {
        var packet = new DatagramPacket(new byte[Limits.PACKET], Limits.PACKET);
        socket.receive(packet);
        try {
            return new PacketDecoder(wire, new Counters())
                    .decode(packet.getData(), packet.getLength()).stream()
                            .anyMatch(message -> message instanceof Message.Ack ack && ack.seq() == sequence);
        } catch (WireException e) {
            throw new IOException(e);
        }
    }

    double percentile(double part) {
        var sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * part / 100));
    }

    int count() {
        return millis.size();
    }

    int lost() {
        return lost;
    }

    @Override
    public void close() {
        socket.close();
    }
}
