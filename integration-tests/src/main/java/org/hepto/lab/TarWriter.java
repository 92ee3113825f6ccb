package org.hepto.lab;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a tar archive (ustar) that depends on its content alone: no times, no owners. */
public final class TarWriter {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;

    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

    /** Adds a file. */
    public TarWriter file(String name, int mode, byte[] content) {
        return entry(name, '0', mode, "", content);
    }

    /** Adds a directory; the name has no slash at its end. */
    public TarWriter directory(String name, int mode) {
        return entry(name + "/", '5', mode, "", new byte[0]);
    }

    /** Adds a symbolic link. */
    public TarWriter link(String name, String target) {
        return entry(name, '2', 0777, target, new byte[0]);
    }

    /** Returns the whole archive. Nothing can be added afterwards. */
    public byte[] finish() {
        archive.writeBytes(new byte[2 * BLOCK]);
        return archive.toByteArray();
    }

    private TarWriter entry(String name, char type, int mode, String target, byte[] content) {
        archive.writeBytes(header(name, type, mode, target, content.length));
        archive.writeBytes(content);
        archive.writeBytes(padding(content.length));
        return this;
    }

    /** Returns the block before an entry's content, whose size is in bytes. */
    static byte[] header(String name, char type, int mode, String target, long size) {
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("too long: " + name);
        }
        byte[] header = new byte[BLOCK];
        text(header, 0, name);
        octal(header, 100, 8, mode);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, size);
        octal(header, 136, 12, 0);
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        text(header, 157, target);
        text(header, 257, "ustar");
        text(header, 263, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        octal(header, 148, 7, sum);
        return header;
    }

    /** Returns what follows a content of so many bytes. */
    static byte[] padding(long size) {
        return new byte[(int) (-size & (BLOCK - 1))];
    }

    private static void text(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static void octal(byte[] header, int offset, int width, long value) {
        text(header, offset, ("%0" + (width - 1) + "o").formatted(value));
        header[offset + width - 1] = 0;
    }
}
