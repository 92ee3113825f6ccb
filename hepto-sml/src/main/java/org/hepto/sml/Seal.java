package org.hepto.sml;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM around a packet or a stream: {@code version(1) | nonce(12) | ciphertext | tag(16)}. Seals in version 1 (no
 * padding); opens version 0 (PKCS7 padding) too. For one thread.
 */
final class Seal {

    /** Bytes that sealing adds. */
    static final int OVERHEAD = 29;

    private static final int VERSION_PADDED = 0;
    private static final int VERSION_PLAIN = 1;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int BLOCK = 16;

    private final RandomGenerator random;
    private final Cipher cipher;
    private final Map<Bytes, SecretKeySpec> specs = new HashMap<>();

    /** {@code random} must be cryptographically strong outside of tests. */
    Seal(RandomGenerator random) {
        this.random = random;
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no AES-GCM", e);
        }
    }

    /** Seals into a new array, behind so many bytes that the caller fills. */
    byte[] seal(Bytes key, byte[] plain, int before, byte[]... authenticated) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            init(Cipher.ENCRYPT_MODE, key, nonce, 0, authenticated);
            byte[] sealed = new byte[before + plain.length + OVERHEAD];
            sealed[before] = VERSION_PLAIN;
            System.arraycopy(nonce, 0, sealed, before + 1, NONCE);
            cipher.doFinal(plain, 0, plain.length, sealed, before + 1 + NONCE);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens with the first key that fits; refuses what none opens. */
    byte[] open(Keyring keys, byte[] sealed, int from, int to, byte[]... authenticated) throws WireException {
        if (to - from < OVERHEAD) {
            throw WireException.truncated();
        }
        int version = sealed[from];
        if (version != VERSION_PADDED && version != VERSION_PLAIN) {
            throw new WireException(WireException.Reason.PLAINTEXT, "not encrypted, or by an unknown version");
        }
        for (Bytes key : keys.keys()) {
            byte[] plain = open(key, sealed, from, to, authenticated);
            if (plain.length > 0) {
                return version == VERSION_PADDED ? unpad(plain) : plain;
            }
        }
        throw new WireException(WireException.Reason.SEAL, "no key opens it");
    }

    /** Empty if the key does not fit; an empty plaintext is of no use to anybody either. */
    private byte[] open(Bytes key, byte[] sealed, int from, int to, byte[]... authenticated) {
        try {
            init(Cipher.DECRYPT_MODE, key, sealed, from + 1, authenticated);
            int body = from + 1 + NONCE;
            return cipher.doFinal(sealed, body, to - body);
        } catch (AEADBadTagException e) {
            return new byte[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void init(int mode, Bytes key, byte[] nonce, int at, byte[]... authenticated)
            throws GeneralSecurityException {
        SecretKeySpec spec = specs.computeIfAbsent(key, bytes -> new SecretKeySpec(bytes.raw(), "AES"));
        cipher.init(mode, spec, new GCMParameterSpec(8 * TAG, nonce, at, NONCE));
        for (byte[] part : authenticated) {
            cipher.updateAAD(part);
        }
    }

    private static byte[] unpad(byte[] plain) throws WireException {
        int padding = plain[plain.length - 1] & 0xff;
        if (padding == 0 || padding > BLOCK || padding > plain.length) {
            throw WireException.malformed("wrong padding");
        }
        return Arrays.copyOf(plain, plain.length - padding);
    }
}
