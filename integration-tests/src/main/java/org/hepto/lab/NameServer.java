package org.hepto.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A DNS server for one name, as a process in a host: {@code NameServer anchor.lab 2001:db8:11::10}. It knows the name's AAAA
 * record, and no other name (RFC 1035).
 */
public final class NameServer {
    private static final int PORT = 53;
    private static final int LONGEST = 512;
    private static final int HEADER = 12;
    private static final int FLAGS = 2;
    private static final short ANSWER = (short) 0x8180; // QR, RD, RA
    private static final short NO_SUCH_NAME = (short) (ANSWER | 3);
    private static final short AAAA = 28;
    private static final short INTERNET = 1;
    private static final short NAME_OF_QUESTION = (short) (0xc000 | HEADER);
    private static final int SECONDS = 5;

    private final String name;
    private final byte[] address;

    NameServer(String name, String address) {
        this.name = name;
        this.address = RouterAdvertisement.address(address);
    }

    /** Answers until it is killed. */
    public static void main(String[] arguments) throws IOException {
        NameServer server = new NameServer(arguments[0], arguments[1]);
        try (DatagramSocket socket = new DatagramSocket(PORT)) {
            DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
            while (true) {
                packet.setLength(LONGEST);
                socket.receive(packet);
                Optional<byte[]> answer = server.answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (answer.isPresent()) {
                    socket.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
                }
            }
        }
    }

    /** Empty if it is no question. */
    Optional<byte[]> answer(byte[] query) {
        try {
            ByteBuffer in = ByteBuffer.wrap(query).position(HEADER);
            String asked = name(in);
            short type = in.getShort();
            in.position(in.position() + Short.BYTES); // its class
            boolean known = asked.equalsIgnoreCase(name);
            boolean found = known && type == AAAA;
            ByteBuffer out = ByteBuffer.allocate(in.position() + (found ? HEADER + address.length : 0));
            out.put(query, 0, in.position());
            if (found) {
                out.putShort(NAME_OF_QUESTION).putShort(AAAA).putShort(INTERNET).putInt(SECONDS);
                out.putShort((short) address.length).put(address);
            }
            out.putShort(FLAGS, known ? ANSWER : NO_SUCH_NAME);
            out.putShort(4, (short) 1).putShort(6, (short) (found ? 1 : 0)).putInt(8, 0);
            return Optional.of(out.array());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String name(ByteBuffer in) {
        StringBuilder labels = new StringBuilder();
        for (int length = in.get(); length != 0; length = in.get()) {
            if (length < 0 || length > in.remaining()) {
                throw new IllegalArgumentException("not a label");
            }
            byte[] label = new byte[length];
            in.get(label);
            labels.append(labels.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        return labels.toString();
    }
}
