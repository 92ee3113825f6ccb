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
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;

/** The two kinds of keys there are. Keys and signatures come from the providers of the JDK. */
enum KeyKind {
    /** For certificates and service account tokens (ES256): what Kubernetes, Go and the JDK all read. */
    EC_P256("EC P-256", "EC", "SHA256withECDSA") {
        @Override
        AlgorithmIdentifier identifier() {
            return new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
        }

        @Override
        byte[] publicBits(PrivateKey key, PrivateKeyInfo info) {
            // not by CustomNamedCurves, which loads a class for each curve there is
            ECPrivateKey secret = (ECPrivateKey) key;
            java.security.spec.ECPoint base = secret.getParams().getGenerator();
            ECPoint generator = new SecP256R1Curve().createPoint(base.getAffineX(), base.getAffineY());
            return new FixedPointCombMultiplier()
                    .multiply(generator, secret.getS())
                    .normalize()
                    .getEncoded(false);
        }
    },
    /** For the identity of a node (RFC 8032). */
    ED25519("Ed25519", "Ed25519", "Ed25519") {
        @Override
        AlgorithmIdentifier identifier() {
            return new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
        }

        @Override
        byte[] publicBits(PrivateKey key, PrivateKeyInfo info) throws IOException {
            byte[] seed = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
            return new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
        }
    };

    private final String label;
    private final String algorithm;
    private final String signature;

    KeyKind(String label, String algorithm, String signature) {
        this.label = label;
        this.algorithm = algorithm;
        this.signature = signature;
    }

    /** How X.509 and PKCS#8 name it. */
    abstract AlgorithmIdentifier identifier();

    /** The encoded public half of a private key. */
    abstract byte[] publicBits(PrivateKey key, PrivateKeyInfo info) throws IOException;

    /** For messages. */
    String label() {
        return label;
    }

    /** The name of the signature in the JDK. */
    String signature() {
        return signature;
    }

    KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(this == EC_P256 ? new ECGenParameterSpec("secp256r1") : NamedParameterSpec.ED25519);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new PkiException("cannot make a %s key; this JDK lacks it".formatted(label), e);
        }
    }

    /**
     * A pair from PKCS#8 (RFC 5958); the public half is computed.
     *
     * @throws GeneralSecurityException when it is not a key of this kind
     */
    KeyPair decode(byte[] pkcs8) throws GeneralSecurityException {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
            if (!info.getPrivateKeyAlgorithm().equals(identifier())) {
                throw new GeneralSecurityException("another kind of key");
            }
            PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            SubjectPublicKeyInfo bits = new SubjectPublicKeyInfo(identifier(), publicBits(key, info));
            return new KeyPair(decodePublic(bits), key);
        } catch (IOException | RuntimeException e) {
            throw new GeneralSecurityException("not PKCS#8", e);
        }
    }

    /** @throws GeneralSecurityException when it is not a public key of this kind */
    PublicKey decodePublic(SubjectPublicKeyInfo info) throws GeneralSecurityException {
        if (!info.getAlgorithm().equals(identifier())) {
            throw new GeneralSecurityException("another kind of key");
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(info.getEncoded()));
        } catch (IOException e) {
            throw new GeneralSecurityException("not a public key", e);
        }
    }
}
