package org.hepto.services.control;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hepto.services.control.CertificateReport.Validity;
import org.hepto.utils.Errors;

/** Reads how long the certificates of a node are valid, with the JDK alone: BouncyCastle would cost the daemon memory. */
public final class CertificateReports {
    private static final String ENDING = ".crt";
    private static final int DEPTH = 3;
    private static final int MOST_FILES = 100;
    private static final int MOST_BYTES = 64 * 1024;

    private CertificateReports() {}

    /** Returns a report for each certificate file of the directory and those below, by name. */
    public static List<CertificateReport> read(Path pki) {
        try (Stream<Path> tree = Files.walk(pki, DEPTH)) {
            return tree.filter(path -> path.toString().endsWith(ENDING))
                    .limit(MOST_FILES)
                    .map(path -> report(name(pki.relativize(path)), path))
                    .sorted(Comparator.comparing(CertificateReport::name))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // a new node has none yet
        }
    }

    /** Returns when the certificate ends that ends first; empty if there is none. */
    public static Optional<Instant> expiry(String pem) {
        try {
            return validity(pem.getBytes(StandardCharsets.US_ASCII)).map(Validity::notAfter);
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    private static String name(Path file) {
        String text = file.toString();
        return text.substring(0, text.length() - ENDING.length());
    }

    private static CertificateReport report(String name, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                return CertificateReport.damaged(name, "more than %d bytes".formatted(MOST_BYTES));
            }
            return validity(bytes)
                    .map(validity -> CertificateReport.of(name, validity))
                    .orElseGet(() -> CertificateReport.damaged(name, "no certificate in it"));
        } catch (IOException | CertificateException e) {
            return CertificateReport.damaged(name, Texts.cut(Errors.line(e)));
        }
    }

    private static Optional<Validity> validity(byte[] pem) throws CertificateException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                .map(CertificateReports::validity)
                .min(Comparator.comparing(Validity::notAfter));
    }

    private static Validity validity(Certificate certificate) {
        X509Certificate x509 = (X509Certificate) certificate;
        return new Validity(x509.getNotBefore().toInstant(), x509.getNotAfter().toInstant());
    }
}
