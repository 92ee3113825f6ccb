package org.hepto.wg;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Base64;
import javax.crypto.KeyAgreement;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Derivation;

/** A Curve25519 private key (RFC 7748), clamped as {@code wg genkey} clamps it. Immutable; never printed. */
public final class WgPrivateKey {
    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);
    private static final int MAX_FILE_BYTES = 128;

    private final byte[] bytes;

    /** From 32 raw bytes, which are clamped. */
    public WgPrivateKey(byte[] bytes) {
        if (bytes.length != WgKey.BYTES) {
            throw new IllegalArgumentException("a WireGuard key has 32 bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
        this.bytes[0] &= (byte) 248;
        this.bytes[31] = (byte) ((this.bytes[31] & 127) | 64);
    }

    /** A new random key. */
    public static WgPrivateKey generate() {
        byte[] bytes = new byte[WgKey.BYTES];
        new SecureRandom().nextBytes(bytes);
        return new WgPrivateKey(bytes);
    }

    /**
     * The key in the file, base64 as {@code wg} reads it; a missing file is made, mode 0600. A file that is there but
     * is no key is never replaced.
     *
     * @throws IOException with one line that names the file
     */
    public static WgPrivateKey ensure(Path file) throws IOException {
        if (!Files.exists(file)) {
            AtomicFile.write(file, generate().base64() + "\n", 0600);
        }
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is not a WireGuard key; restore it from a copy");
        }
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return new WgPrivateKey(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
            throw new IOException(file + " is not a WireGuard key; restore it from a copy", e);
        }
    }

    /** The public key that belongs to it. */
    public WgKey publicKey() {
        try {
            KeyFactory factory = KeyFactory.getInstance("X25519");
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, bytes)));
            agreement.doPhase(
                    factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT)), true);
            return new WgKey(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no X25519", e);
        }
    }

    /**
     * Returns 32 secret bytes that follow from this key and a purpose, by HMAC-SHA-256. They tell nothing about the key
     * or about those of other purposes.
     */
    public byte[] derive(String purpose) {
        return Derivation.of(bytes, purpose);
    }

    /** The 32 raw bytes. */
    byte[] bytes() {
        return bytes.clone();
    }

    private String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WgPrivateKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return publicKey().hashCode();
    }

    @Override
    public String toString() {
        return "WgPrivateKey of " + publicKey();
    }
}
