package org.hepto.services.node;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.hepto.sml.Bytes;
import org.hepto.sml.Keyring;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Derivation;
import org.hepto.utils.Errors;

/** The secret that the nodes of a cluster share: 16, 24 or 32 bytes, written in hex. Immutable; never printed. */
public final class ClusterKey {
    private static final int NEW_KEY_BYTES = 32;
    private static final int MAX_FILE_BYTES = 256;

    private final byte[] bytes;

    private ClusterKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * From whichever of the two options was given, if any.
     *
     * @throws ConfigException when both were, or when it is no key
     */
    public static Optional<ClusterKey> of(Optional<String> hex, Optional<Path> file) {
        if (hex.isPresent() && file.isPresent()) {
            throw new ConfigException("give --key or --key-file, not both");
        }
        return file.map(ClusterKey::read).or(() -> hex.map(ClusterKey::parse));
    }

    /**
     * From hex.
     *
     * @throws ConfigException when it is not hex or has another length; the message does not repeat the text
     */
    public static ClusterKey parse(String hex) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("the key is not hex; make one with: openssl rand -hex 32", e);
        }
        if (bytes.length != 16 && bytes.length != 24 && bytes.length != 32) {
            throw new ConfigException("the key has %d bytes; a key has 16, 24 or 32, in hex: openssl rand -hex 32"
                    .formatted(bytes.length));
        }
        return new ClusterKey(bytes);
    }

    /**
     * From the first line of a file, in hex. A node keeps two keys in its own while the cluster's is being changed.
     *
     * @throws ConfigException when it cannot be read or is no key
     */
    public static ClusterKey read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ConfigException("it is too long for a key; it holds one line of hex");
            }
            return parse(Files.readString(file).strip().lines().findFirst().orElse(""));
        } catch (CharacterCodingException e) {
            throw unusable(
                    file, "it is not text in UTF-8; write the key into it as one line of hex: openssl rand -hex 32", e);
        } catch (IOException | ConfigException e) {
            throw unusable(file, Errors.line(e), e);
        }
    }

    private static ConfigException unusable(Path file, String why, Exception cause) {
        return new ConfigException("cannot use the key file %s: %s".formatted(file, why), cause);
    }

    /** A new random key of 32 bytes. */
    public static ClusterKey generate() {
        byte[] bytes = new byte[NEW_KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new ClusterKey(bytes);
    }

    /** The key as the operator writes it. It is a secret: for the terminal, never for a log. */
    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns what it may be called in public, which does not reveal it. */
    public String print() {
        return Keyring.print(Bytes.hex(toHex()));
    }

    /** Writes it, readable by its owner alone. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, toHex() + "\n", 0600);
    }

    /** 32 bytes that follow from the key and a purpose, by HMAC-SHA-256. */
    byte[] derive(String purpose) {
        return Derivation.of(bytes, purpose);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(derive("hash code"));
    }

    @Override
    public String toString() {
        return "ClusterKey of %d bytes".formatted(bytes.length);
    }
}
