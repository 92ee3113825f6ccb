package org.hepto.utils;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Secrets that follow from a key: none tells anything of the key or of another. */
public final class Derivation {
    private static final String ALGORITHM = "HmacSHA256";

    private Derivation() {}

    /**
     * Returns 32 bytes that follow from the key and a purpose, by HMAC-SHA-256 (RFC 2104).
     *
     * @param key not empty
     */
    public static byte[] of(byte[] key, String purpose) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
