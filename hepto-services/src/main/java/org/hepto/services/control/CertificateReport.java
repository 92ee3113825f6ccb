package org.hepto.services.control;

import java.time.Instant;
import java.util.Optional;

/**
 * How long a certificate file of the node is valid.
 *
 * @param name of the file below the node's {@code pki}, without its ending
 * @param validity empty if the file cannot be read
 * @param problem why not, one line
 */
public record CertificateReport(String name, Optional<Validity> validity, Optional<String> problem) {
    /** From when and until when; of a file with several certificates that of the one that ends first. */
    public record Validity(Instant notBefore, Instant notAfter) {}

    static CertificateReport of(String name, Validity validity) {
        return new CertificateReport(name, Optional.of(validity), Optional.empty());
    }

    static CertificateReport damaged(String name, String problem) {
        return new CertificateReport(name, Optional.empty(), Optional.of(problem));
    }
}
