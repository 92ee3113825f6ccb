package org.hepto.pekahi;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A signing request (PKCS#10, RFC 2986) whose sender has shown that it holds the key. What it asks for is not to be
 * believed before a {@link CertificateProfile} has checked it. Immutable.
 */
public final class CertificateRequest {
    private static final int MAX_BYTES = 8 * 1024;
    private static final AlgorithmIdentifier SIGNATURE = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final Set<ASN1ObjectIdentifier> EXTENSIONS =
            Set.of(Extension.subjectAlternativeName, Extension.extendedKeyUsage);

    private final byte[] encoded;
    private final Contents contents;
    private final PublicKey publicKey;

    private CertificateRequest(byte[] encoded, Contents contents, PublicKey publicKey) {
        this.encoded = encoded;
        this.contents = contents;
        this.publicKey = publicKey;
    }

    /** Builds and signs a request with the node's own key (EC P-256). */
    public static CertificateRequest create(CertificateSpec spec, KeyPair key) {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Encoding.usages(spec));
            Encoding.names(spec).ifPresent(extensions::addExtension);
            PKCS10CertificationRequestBuilder builder =
                    new JcaPKCS10CertificationRequestBuilder(Encoding.subject(spec), key.getPublic());
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
            byte[] der = builder.build(new JcaContentSignerBuilder(KeyKind.EC_P256.signature()).build(key.getPrivate()))
                    .getEncoded();
            return new CertificateRequest(der, Contents.of(spec), key.getPublic());
        } catch (IOException | OperatorException e) {
            throw new PkiException(
                    "cannot sign a request for '%s'; is its key EC P-256?".formatted(spec.commonName()), e);
        }
    }

    /**
     * Reads a request from outside, at most 8 KiB of DER.
     *
     * @throws PkiException when it is damaged, its key is not EC P-256, it asks for extensions that hepto does not give,
     *     or its signature does not prove possession of the key
     */
    public static CertificateRequest parse(byte[] der) {
        if (der.length > MAX_BYTES) {
            throw new PkiException("a certificate request is larger than 8 KiB; it is not taken");
        }
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            PublicKey key = KeyKind.EC_P256.decodePublic(request.getSubjectPublicKeyInfo());
            requirePossession(request, key);
            Extensions extensions = request.getRequestedExtensions();
            requireKnown(request, extensions);
            return new CertificateRequest(der.clone(), Contents.of(request.getSubject(), extensions), key);
        } catch (PkiException e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new PkiException("a certificate request is damaged or its key is not EC P-256; make it anew", e);
        }
    }

    /** DER, as {@link #parse} takes it. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** What it asks for. */
    Contents contents() {
        return contents;
    }

    /** The key to certify. */
    PublicKey publicKey() {
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

    private static void requireKnown(PKCS10CertificationRequest request, Extensions extensions) {
        if (request.getAttributes().length > 1) {
            throw new PkiException("a certificate request has more attributes than its extensions; make it anew");
        }
        List<ASN1ObjectIdentifier> asked =
                extensions == null ? List.of() : Arrays.asList(extensions.getExtensionOIDs());
        if (!EXTENSIONS.containsAll(asked)) {
            throw new PkiException(
                    "a certificate request asks for extensions %s; only names and usages are given".formatted(asked));
        }
    }
}
