package org.hepto.pekahi;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The making of certificates, RFC 5280 sections 4.1 and 4.2. */
final class Signing {
    /** Certificates begin a little before now: other machines' clocks may be behind. */
    static final Duration SKEW = Duration.ofMinutes(5);

    /** But by this part of their life at most: two thirds of the whole must not be over when one is made. */
    private static final int SKEW_IN_LIFE = 6;

    private static final int SERIAL_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PrivateKey key;
    private final X500Name issuer;

    Signing(PrivateKey key, X500Name issuer) {
        this.key = key;
        this.issuer = issuer;
    }

    X509Certificate authority(PublicKey publicKey, Instant now, Instant end) {
        try {
            X509v3CertificateBuilder builder = builder(issuer, publicKey, now, end);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return signed(builder);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new PkiException("cannot sign the authority '%s'; this JDK lacks EC P-256".formatted(issuer), e);
        }
    }

    X509Certificate leaf(CertificateSpec spec, PublicKey subjectKey, byte[] authorityKeyId, Instant now, Instant end) {
        try {
            X509v3CertificateBuilder builder = builder(Encoding.subject(spec), subjectKey, now, end);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Encoding.usages(spec));
            builder.addExtension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(authorityKeyId));
            Optional<Extension> names = Encoding.names(spec);
            if (names.isPresent()) {
                builder.addExtension(names.get());
            }
            return signed(builder);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new PkiException("cannot sign '%s'; this JDK lacks EC P-256".formatted(spec.commonName()), e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name subject, PublicKey subjectKey, Instant now, Instant end)
            throws IOException, NoSuchAlgorithmException {
        BigInteger serial = new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS); // never zero
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(begin(now, end)), Date.from(end), subject, subjectKey);
        return builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(subjectKey));
    }

    private static Instant begin(Instant now, Instant end) {
        Duration part = Duration.between(now, end).dividedBy(SKEW_IN_LIFE);
        return now.minus(part.compareTo(SKEW) < 0 ? part : SKEW);
    }

    private X509Certificate signed(X509v3CertificateBuilder builder)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        return Certificates.decode(builder.build(new JcaContentSignerBuilder(EcKey.SIGNATURE).build(key))
                .getEncoded());
    }
}
