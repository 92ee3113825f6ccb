package org.hepto.sml;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The Ed25519 key of a node, with which it signs its entries of the {@link ReplicatedMap}. Safe for all threads. */
public final class Identity {

    /** Bytes of a raw public key. */
    static final int KEY = 32;
    /** Bytes of a signature. */
    static final int SIGNATURE = 64;

    /** What an X.509 public key begins with (RFC 8410). */
    private static final byte[] PUBLIC_PREFIX =
            Bytes.hex("302a300506032b6570032100").raw();

    private static final String FILE = "the identity";
    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey privateKey;
    private final Bytes publicKey;

    private Identity(PrivateKey privateKey, Bytes publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** A new identity. */
    public static Identity generate() {
        try {
            return of(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no Ed25519", e);
        }
    }

    /** The identity of an Ed25519 key pair; throws {@link IllegalArgumentException} on another kind. */
    public static Identity of(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        if (encoded == null || encoded.length != PUBLIC_PREFIX.length + KEY) {
            throw new IllegalArgumentException("an Ed25519 key pair is wanted");
        }
        byte[] raw = Arrays.copyOfRange(encoded, PUBLIC_PREFIX.length, encoded.length);
        return new Identity(pair.getPrivate(), Bytes.wrap(raw));
    }

    /** The identity that {@link #save} wrote; throws {@link IllegalArgumentException} on other bytes. */
    public static Identity load(Bytes saved) {
        if (saved.length() <= KEY) {
            throw new IllegalArgumentException("these bytes are no identity");
        }
        byte[] all = saved.raw();
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(Arrays.copyOfRange(all, KEY, all.length)));
            return new Identity(key, Bytes.wrap(Arrays.copyOf(all, KEY)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("these bytes are no identity", e);
        }
    }

    /** The identity as bytes, which are secret. */
    public Bytes save() {
        byte[] key = privateKey.getEncoded();
        return Bytes.wrap(new MsgPackWriter(KEY + key.length)
                .put(publicKey.raw())
                .put(key)
                .toArray());
    }

    /** Reads the identity in a file, or makes a new one and writes it there, readable by its owner alone. */
    public static Identity loadOrCreate(Path file) {
        Optional<Identity> known = PrivateFile.read(FILE, file).map(text -> {
            try {
                return load(Bytes.hex(text.strip()));
            } catch (IllegalArgumentException e) {
                throw new ClusterException(
                        "%s holds no identity: restore it, or remove it to be a new node".formatted(file), e);
            }
        });
        return known.orElseGet(() -> {
            Identity fresh = generate();
            PrivateFile.write(FILE, file, (fresh.save().toHex() + "\n").getBytes(StandardCharsets.US_ASCII));
            return fresh;
        });
    }

    /** Returns what people compare: {@code SHA256:} and the hash of the raw public key in base64 without padding. */
    public static String fingerprint(Bytes publicKey) {
        return "SHA256:"
                + Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(publicKey.sha256().raw());
    }

    /** Returns a raw public key as it is; throws {@link IllegalArgumentException} if it cannot be one. */
    static Bytes checked(Bytes publicKey) {
        if (publicKey.length() != KEY) {
            throw new IllegalArgumentException("a public key has %d bytes".formatted(KEY));
        }
        return publicKey;
    }

    /** The raw public key of 32 bytes. */
    public Bytes publicKey() {
        return publicKey;
    }

    /**
     * Signs something else than an entry of the map.
     *
     * @param purpose keeps signatures apart: none for one purpose is good for another
     */
    public Bytes sign(String purpose, Bytes data) {
        return sign(content(purpose, data));
    }

    /** Whether the identity with a raw public key has signed data for a purpose; false for anything that is no signature. */
    public static boolean verify(Bytes publicKey, String purpose, Bytes data, Bytes signature) {
        return verify(publicKey, content(purpose, data), signature);
    }

    private static byte[] content(String purpose, Bytes data) {
        return new MsgPackWriter(data.length() + purpose.length())
                .text("hepto-sml signature for " + purpose)
                .raw(data.raw())
                .toArray();
    }

    Bytes sign(byte[] data) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(data);
            return Bytes.wrap(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a signature over data was made with a raw public key; false for anything that is none. */
    static boolean verify(Bytes publicKey, byte[] data, Bytes signature) {
        if (publicKey.length() != KEY || signature.length() != SIGNATURE) {
            return false;
        }
        byte[] encoded = new MsgPackWriter(PUBLIC_PREFIX.length + KEY)
                .put(PUBLIC_PREFIX)
                .put(publicKey.raw())
                .toArray();
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(data);
            return check.verify(signature.raw());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
