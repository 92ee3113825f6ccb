package org.hepto.sml;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The secret keys of a cluster: the first one seals, each may open. Immutable and safe for all threads.
 *
 * <p>A key is changed in three steps on every node, each finished everywhere before the next begins: {@link #add},
 * {@link #use}, {@link #remove}. {@link KeyRotation} watches that.
 */
public final class Keyring {

    /** No keys: nothing is encrypted. */
    public static final Keyring NONE = new Keyring(List.of());

    private static final int PRINT_BYTES = 8;

    private final List<Bytes> keys;

    private Keyring(List<Bytes> keys) {
        this.keys = List.copyOf(keys);
    }

    /** A ring of one key of 16, 24 or 32 bytes; throws {@link IllegalArgumentException} on another length. */
    public static Keyring of(Bytes primary) {
        return new Keyring(List.of(checked(primary)));
    }

    /** A ring of several keys, the sealing one first. */
    public static Keyring of(List<Bytes> keys) {
        keys.forEach(Keyring::checked);
        return new Keyring(keys.stream().distinct().toList());
    }

    private static Bytes checked(Bytes key) {
        int length = key.length();
        if (length != 16 && length != 24 && length != 32) {
            throw new IllegalArgumentException(
                    "the gossip key has %d bytes: give 16, 24 or 32 (32, 48 or 64 hex digits)".formatted(length));
        }
        return key;
    }

    /** The keys, the sealing one first. */
    public List<Bytes> keys() {
        return keys;
    }

    /** Whether there are keys, so that packets are sealed. */
    public boolean encrypts() {
        return !keys.isEmpty();
    }

    /** First step of a change: the key can open, but does not seal yet. */
    public Keyring add(Bytes key) {
        if (keys.contains(checked(key))) {
            return this;
        }
        List<Bytes> more = new ArrayList<>(keys);
        more.add(key);
        return new Keyring(more);
    }

    /** Second step: the key seals from now on; throws {@link IllegalArgumentException} if it was never added. */
    public Keyring use(Bytes key) {
        if (!keys.contains(key)) {
            throw new IllegalArgumentException("key %s is not in the keyring: add it first".formatted(print(key)));
        }
        List<Bytes> reordered = new ArrayList<>(keys);
        reordered.remove(key);
        reordered.addFirst(key);
        return new Keyring(reordered);
    }

    /** Third step: the key is forgotten; throws {@link IllegalArgumentException} if it is the sealing one. */
    public Keyring remove(Bytes key) {
        if (!keys.isEmpty() && keys.getFirst().equals(key)) {
            throw new IllegalArgumentException("key %s seals: use another one first".formatted(print(key)));
        }
        return new Keyring(keys.stream().filter(other -> !other.equals(key)).toList());
    }

    /**
     * Reads what {@link #toLines} has written; no line at all is {@link #NONE}. Throws {@link IllegalArgumentException} if a
     * line is no key.
     */
    public static Keyring ofLines(String text) {
        List<Bytes> keys = text.lines().map(Bytes::hex).toList();
        return keys.isEmpty() ? NONE : of(keys);
    }

    /** Returns the keys themselves, in hexadecimal on a line each, the sealing one first: a secret. */
    public String toLines() {
        StringBuilder lines = new StringBuilder();
        keys.forEach(key -> lines.append(key.toHex()).append('\n'));
        return lines.toString();
    }

    /** What a key may be called in public: the first half of a digest, which does not reveal it. */
    public static String print(Bytes key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("hepto gossip key".getBytes(StandardCharsets.UTF_8));
            return Bytes.wrap(Arrays.copyOf(digest.digest(key.raw()), PRINT_BYTES))
                    .toHex();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The prints of all keys, the sealing one first. */
    public List<String> prints() {
        return keys.stream().map(Keyring::print).toList();
    }

    /** Names the keys by their prints only. */
    @Override
    public String toString() {
        return "Keyring" + prints();
    }
}
