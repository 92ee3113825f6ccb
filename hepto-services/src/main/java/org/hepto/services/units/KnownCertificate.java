package org.hepto.services.units;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads with the JDK alone what a daemon has to know of a certificate.
 *
 * @param certificate the first of a PEM text
 */
record KnownCertificate(X509Certificate certificate) {
    /** Reads the first certificate of a file. */
    static KnownCertificate read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (CertificateException e) {
            throw new IOException(file + " holds no certificate", e);
        }
    }

    private static KnownCertificate parse(String pem) throws CertificateException {
        return new KnownCertificate(all(pem).getFirst());
    }

    /** Reads the first certificate of a PEM text; empty if there is none that can be read. */
    static Optional<KnownCertificate> find(String pem) {
        try {
            return Optional.of(parse(pem));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /** Returns how many certificates a PEM file has. */
    static int count(Path file) throws IOException {
        try {
            return all(Files.readString(file)).size();
        } catch (CertificateException e) {
            throw new IOException(file + " holds no certificate", e);
        }
    }

    private static List<X509Certificate> all(String pem) throws CertificateException {
        List<X509Certificate> all = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
        if (all.isEmpty()) {
            throw new CertificateException("there is no certificate");
        }
        return all;
    }

    /** Tells whether it is valid at that time. */
    boolean isValid(Instant now) {
        return !now.isBefore(from()) && now.isBefore(until());
    }

    /** Returns when it is to be made again: at two thirds of its life, so that a signer may be away for the last third. */
    Instant renewAt() {
        return from().plus(Duration.between(from(), until()).multipliedBy(2).dividedBy(3));
    }

    /** Tells whether an authority has signed it. */
    boolean isSignedBy(KnownCertificate authority) {
        try {
            certificate.verify(authority.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Returns the first moment of its life. */
    Instant from() {
        return certificate.getNotBefore().toInstant();
    }

    private Instant until() {
        return certificate.getNotAfter().toInstant();
    }
}
