package org.hepto.services.units;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * Reads with the JDK alone whether a certificate is valid.
 *
 * @param file PEM
 */
record CertificateValidity(Path file) {
    /** Tells whether there is a certificate that is valid at that time. */
    boolean isValid(Instant now) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return !now.isBefore(certificate.getNotBefore().toInstant())
                    && now.isBefore(certificate.getNotAfter().toInstant());
        } catch (CertificateException e) {
            throw new IOException(file + " holds no certificate", e);
        }
    }
}
