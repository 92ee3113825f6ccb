package org.hepto.sml;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable string of bytes with equality, used for addresses, meta data, keys and values. Safe for all threads. */
public final class Bytes implements Comparable<Bytes> {

    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;
    private int hash;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** A copy of the given bytes. */
    public static Bytes of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
    }

    /** The UTF-8 form of a text. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes that a hexadecimal text stands for; throws {@link IllegalArgumentException} on any other text. */
    public static Bytes hex(String text) {
        return wrap(HexFormat.of().parseHex(text));
    }

    /** Takes the array over without a copy: the caller must not touch it again. */
    static Bytes wrap(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes);
    }

    /** The backing array, which must not be changed. */
    byte[] raw() {
        return array;
    }

    /** The number of bytes. */
    public int length() {
        return array.length;
    }

    /** Whether there is no byte. */
    public boolean isEmpty() {
        return array.length == 0;
    }

    /** Returns the SHA-256 of the bytes. */
    Bytes sha256() {
        try {
            return wrap(MessageDigest.getInstance("SHA-256").digest(array));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a part, from an index up to another, which is not in it. */
    Bytes slice(int from, int to) {
        return wrap(Arrays.copyOfRange(array, from, to));
    }

    /** Tells whether other bytes are the first of these. */
    boolean startsWith(Bytes prefix) {
        int length = prefix.length();
        return length <= array.length && Arrays.equals(array, 0, length, prefix.array, 0, length);
    }

    /** The byte at an index, 0..255. */
    public int at(int index) {
        return array[index] & 0xff;
    }

    /** A copy as an array. */
    public byte[] toArray() {
        return array.clone();
    }

    /** The bytes read as UTF-8; malformed parts become the replacement character. */
    public String toUtf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    /** The bytes as lower-case hexadecimal. */
    public String toHex() {
        return HexFormat.of().formatHex(array);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(array);
            hash = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return toHex();
    }
}
