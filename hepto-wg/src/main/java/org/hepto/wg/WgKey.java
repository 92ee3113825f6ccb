package org.hepto.wg;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A Curve25519 public key, shown in base64 as {@code wg} shows it. Immutable. */
public final class WgKey {
    /** Length of keys in bytes, {@code WG_KEY_LEN} of {@code linux/wireguard.h}. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    /** From 32 raw bytes. */
    public WgKey(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a WireGuard key has 32 bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /** From the base64 text that {@code wg} uses. */
    public static WgKey parse(String base64) {
        return new WgKey(Base64.getDecoder().decode(base64));
    }

    /** The 32 raw bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The key in lower-case hex. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WgKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Base64. */
    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
