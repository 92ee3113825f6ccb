package org.hepto.pekahi;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;

/**
 * The one kind of keys there is, for certificates and service account tokens (ES256): what Kubernetes, Go and the JDK all
 * read. Keys and signatures come from the providers of the JDK.
 */
final class EcKey {
    /** For messages. */
    static final String LABEL = "EC P-256";

    /** The name of the signature in the JDK. */
    static final String SIGNATURE = "SHA256withECDSA";

    private static final String ALGORITHM = "EC";
    private static final AlgorithmIdentifier IDENTIFIER =
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);

    private EcKey() {}

    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new PkiException("cannot make a %s key; this JDK lacks it".formatted(LABEL), e);
        }
    }

    /**
     * A pair from PKCS#8 (RFC 5958); the public half is computed.
     *
     * @throws GeneralSecurityException when it is not a key of this kind
     */
    static KeyPair decode(byte[] pkcs8) throws GeneralSecurityException {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
            if (!info.getPrivateKeyAlgorithm().equals(IDENTIFIER)) {
                throw new GeneralSecurityException("another kind of key");
            }
            PrivateKey key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return new KeyPair(decodePublic(new SubjectPublicKeyInfo(IDENTIFIER, publicBits((ECPrivateKey) key))), key);
        } catch (RuntimeException e) {
            throw new GeneralSecurityException("not PKCS#8", e);
        }
    }

    /** The encoded public half. Not by CustomNamedCurves, which loads a class for each curve there is. */
    private static byte[] publicBits(ECPrivateKey key) {
        java.security.spec.ECPoint base = key.getParams().getGenerator();
        ECPoint generator = new SecP256R1Curve().createPoint(base.getAffineX(), base.getAffineY());
        return new FixedPointCombMultiplier()
                .multiply(generator, key.getS())
                .normalize()
                .getEncoded(false);
    }

    /** @throws GeneralSecurityException when it is not a public key of this kind, or no point of the curve */
    static PublicKey decodePublic(SubjectPublicKeyInfo info) throws GeneralSecurityException {
        if (!info.getAlgorithm().equals(IDENTIFIER)) {
            throw new GeneralSecurityException("another kind of key");
        }
        try {
            byte[] point = info.getPublicKeyData().getBytes();
            if (new SecP256R1Curve().decodePoint(point).isInfinity()) {
                throw new GeneralSecurityException("not a point of the curve");
            }
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(info.getEncoded()));
        } catch (IOException | IllegalArgumentException e) {
            throw new GeneralSecurityException("not a public key", e);
        }
    }
}
