package org.hepto.pekahi;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/**
 * An authority that signs leaves: self-signed, EC P-256, ten years, no authorities below it. {@link
 * PkiDirectory#ensureCa} makes or reads it. Immutable, any thread.
 */
public final class CertificateAuthority {
    private static final Duration LIFE = Duration.ofDays(3652);
    private static final int KEY_CERT_SIGN = 5; // bit of keyUsage, RFC 5280 section 4.2.1.3

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final X500Name name;
    private final byte[] keyId;

    /** @throws IllegalArgumentException with what is wrong, when the certificate is not one of a root authority */
    CertificateAuthority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
        this.name = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        this.keyId = keyId(certificate);
        requireRoot(certificate);
    }

    static CertificateAuthority selfSigned(String commonName, KeyPair key, Instant now) {
        return selfSigned(
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.CN, commonName)
                        .build(),
                key,
                now);
    }

    /** Makes another of the same name with a key of its own. */
    CertificateAuthority successor(KeyPair newKey, Instant now) {
        return selfSigned(name, newKey, now);
    }

    private static CertificateAuthority selfSigned(X500Name name, KeyPair key, Instant now) {
        ClockCheck.require(now, ClockCheck.EARLIEST);
        X509Certificate certificate =
                new Signing(key.getPrivate(), name).authority(key.getPublic(), now, now.plus(LIFE));
        return new CertificateAuthority(certificate, key.getPrivate());
    }

    /** The certificate that verifies what this authority signs. */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * Signs a certificate. It ends with the authority at the latest.
     *
     * @param subjectKey of whom the certificate is for; a {@link CertificateRequest} has proven that it is theirs
     * @param life from now on
     * @throws PkiException when the life is not positive, the clock is behind the authority's first moment, or the
     *     authority's life is over
     */
    public X509Certificate sign(PublicKey subjectKey, CertificateSpec spec, Duration life, Instant now) {
        if (!life.isPositive()) {
            throw new PkiException("a certificate cannot live for %s; give a positive life".formatted(life));
        }
        ClockCheck.require(now, ClockCheck.EARLIEST);
        ClockCheck.require(now, Renewal.notBefore(certificate));
        Instant last = Renewal.notAfter(certificate);
        if (!now.isBefore(last)) {
            throw new PkiException("the authority '%s' has ended at %s; check the clock (it says %s), then rotate it"
                    .formatted(certificate.getSubjectX500Principal(), last, now));
        }
        Instant end = now.plus(life);
        return new Signing(key, name).leaf(spec, subjectKey, keyId, now, end.isBefore(last) ? end : last);
    }

    /** Signs a certificate as {@link #sign}, for a new key that is kept nowhere. */
    public Credentials issue(CertificateSpec spec, Duration life, Instant now) {
        KeyPair pair = EcKey.generate();
        X509Certificate leaf = sign(pair.getPublic(), spec, life, now);
        return new Credentials(
                Certificates.toPem(leaf),
                Pem.encode(Pem.PRIVATE_KEY, pair.getPrivate().getEncoded()));
    }

    private static void requireRoot(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        boolean mayIssue = certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
        if (!mayIssue) {
            throw new IllegalArgumentException("is not the certificate of an authority");
        }
        if (!Certificates.issued(certificate, certificate)) {
            throw new IllegalArgumentException("is not signed by itself");
        }
    }

    private static byte[] keyId(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension == null) {
            throw new IllegalArgumentException("has no subject key identifier");
        }
        return SubjectKeyIdentifier.getInstance(
                        ASN1OctetString.getInstance(extension).getOctets())
                .getKeyIdentifier();
    }
}
