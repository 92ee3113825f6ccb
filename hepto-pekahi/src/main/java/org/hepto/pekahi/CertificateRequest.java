package org.hepto.pekahi;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A signing request (PKCS#10, RFC 2986) whose sender has shown that it holds the key. The key is all that is taken from
 * it: the signer alone decides what a certificate says. Immutable.
 */
public final class CertificateRequest {
    private static final int MAX_BYTES = 2 * 1024;
    private static final AlgorithmIdentifier SIGNATURE = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final X500Name NOBODY = new X500Name("");

    private final byte[] encoded;
    private final PublicKey publicKey;

    private CertificateRequest(byte[] encoded, PublicKey publicKey) {
        this.encoded = encoded;
        this.publicKey = publicKey;
    }

    /** Builds a request that names nobody, signed with the node's own key (EC P-256). */
    public static CertificateRequest create(KeyPair key) {
        try {
            byte[] der = new JcaPKCS10CertificationRequestBuilder(NOBODY, key.getPublic())
                    .build(new JcaContentSignerBuilder(EcKey.SIGNATURE).build(key.getPrivate()))
                    .getEncoded();
            return new CertificateRequest(der, key.getPublic());
        } catch (IOException | OperatorException e) {
            throw new PkiException("cannot sign a certificate request; is its key EC P-256?", e);
        }
    }

    /**
     * Reads a request from outside, at most 2 KiB of PEM. Subject, attributes and extensions are not looked at.
     *
     * @throws PkiException when it is damaged, its key is not EC P-256, or its signature does not prove possession of the
     *     key
     */
    public static CertificateRequest parsePem(String pem) {
        if (pem.length() > MAX_BYTES) {
            throw new PkiException("a certificate request is larger than 2 KiB; it is not taken");
        }
        try {
            byte[] der = Pem.decode(Pem.REQUEST, pem).getFirst();
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            PublicKey key = EcKey.decodePublic(request.getSubjectPublicKeyInfo());
            requirePossession(request, key);
            return new CertificateRequest(der, key);
        } catch (PkiException e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new PkiException("a certificate request is damaged or its key is not EC P-256; make it anew", e);
        }
    }

    /** PEM, as {@link #parsePem} takes it. */
    public String toPem() {
        return Pem.encode(Pem.REQUEST, encoded);
    }

    /** The key to certify. */
    public PublicKey publicKey() {
        return publicKey;
    }

    private static void requirePossession(PKCS10CertificationRequest request, PublicKey key) {
        try {
            if (request.getSignatureAlgorithm().equals(SIGNATURE)
                    && request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                return;
            }
        } catch (OperatorException | PKCSException e) {
            throw new PkiException("the signature of a certificate request cannot be verified; make it anew", e);
        }
        throw new PkiException("a certificate request is not signed with the key it names; make it anew");
    }
}
