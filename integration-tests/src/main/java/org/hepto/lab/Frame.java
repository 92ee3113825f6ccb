package org.hepto.lab;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the lab and the agent in a host say to each other over the serial line.
 *
 * <p>On the wire: kind (one byte), number of the command (four), length (four), payload. A serial line takes about 4 KB
 * before it must be read, so frames towards the host stay small and each is acknowledged before the next.
 */
final class Frame {
    /** Each has its letter on the wire. */
    enum Kind {
        /** From the host, once: it is up. */
        HELLO('h'),
        /** To the host: run the script at this path. */
        RUN('r'),
        /** To the host: end that command and all its children. */
        KILL('k'),
        /** From the host: the frame for that command was read. */
        ACCEPTED('a'),
        /** From the host: a piece of output. */
        OUTPUT('o'),
        /** From the host: it ended with this exit code (four bytes). */
        EXIT('e');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        private static Kind of(int letter) throws IOException {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new IOException("not a frame: it begins with " + letter);
        }
    }

    static final int LARGEST_PAYLOAD = 16 << 10;
    private static final int HEADER = 9;

    private final Kind kind;
    private final int command;
    private final byte[] payload;

    Frame(Kind kind, int command, byte[] payload) {
        this.kind = kind;
        this.command = command;
        this.payload = payload;
    }

    static Frame text(Kind kind, int command, String text) {
        return new Frame(kind, command, text.getBytes(StandardCharsets.UTF_8));
    }

    static Frame exit(int command, int code) {
        return new Frame(
                Kind.EXIT,
                command,
                ByteBuffer.allocate(Integer.BYTES).putInt(code).array());
    }

    Kind kind() {
        return kind;
    }

    int command() {
        return command;
    }

    byte[] payload() {
        return payload;
    }

    String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    int exitCode() {
        return ByteBuffer.wrap(payload).getInt();
    }

    /** Writes in one piece; callers take turns. */
    void writeTo(OutputStream out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + payload.length);
        bytes.put((byte) kind.letter).putInt(command).putInt(payload.length).put(payload);
        out.write(bytes.array());
        out.flush();
    }

    /** Waits for the next frame; {@link java.io.EOFException} when the line is closed. */
    static Frame readFrom(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        Kind kind = Kind.of(data.readUnsignedByte());
        int command = data.readInt();
        int length = data.readInt();
        if (length < 0 || length > LARGEST_PAYLOAD) {
            throw new IOException("not a frame: length " + length);
        }
        byte[] payload = new byte[length];
        data.readFully(payload);
        return new Frame(kind, command, payload);
    }
}
