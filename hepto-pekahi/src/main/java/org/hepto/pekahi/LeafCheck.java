package org.hepto.pekahi;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;

/** Whether a leaf is still good for what it is wanted for. Pure. */
final class LeafCheck {
    private LeafCheck() {}

    /** Why the certificate has to be made again; empty when it is good. */
    static Optional<String> problem(
            X509Certificate leaf, PublicKey key, CertificateSpec spec, X509Certificate authority, Instant now) {
        return invalid(leaf, key, spec, List.of(authority), now).or(() -> due(leaf, authority, now));
    }

    /** Why the certificate cannot be used; one that is due still can. */
    static Optional<String> invalid(
            X509Certificate leaf, PublicKey key, CertificateSpec spec, List<X509Certificate> authorities, Instant now) {
        if (!Arrays.equals(leaf.getPublicKey().getEncoded(), key.getEncoded())) {
            return Optional.of("its key is another one");
        }
        if (authorities.stream().noneMatch(authority -> Certificates.issued(leaf, authority))) {
            return Optional.of("it is of another authority");
        }
        return difference(contents(leaf), Contents.of(spec)).or(() -> outside(leaf, now));
    }

    /**
     * What a certificate says.
     *
     * @throws PkiException when that cannot be read, which no certificate of hepto gives reason for
     */
    static Contents contents(X509Certificate leaf) {
        try {
            TBSCertificate body =
                    Certificate.getInstance(Certificates.encoded(leaf)).getTBSCertificate();
            return Contents.of(body.getSubject(), body.getExtensions());
        } catch (RuntimeException e) {
            throw new PkiException("a certificate has names that cannot be read; have it made again", e);
        }
    }

    private static Optional<String> difference(Contents is, Contents wanted) {
        if (!is.subject().equals(wanted.subject())) {
            return Optional.of("its subject changes from %s to %s".formatted(is.subject(), wanted.subject()));
        }
        if (!is.names().equals(wanted.names())) {
            return Optional.of("its names change from %s to %s".formatted(is.names(), wanted.names()));
        }
        return is.usages().equals(wanted.usages()) ? Optional.empty() : Optional.of("its usages change");
    }

    private static Optional<String> outside(X509Certificate leaf, Instant now) {
        Instant end = Renewal.notAfter(leaf);
        if (now.isBefore(Renewal.notBefore(leaf))) {
            return Optional.of("it is not valid before " + Renewal.notBefore(leaf));
        }
        return now.isBefore(end) ? Optional.empty() : Optional.of("it has ended at " + end);
    }

    private static Optional<String> due(X509Certificate leaf, X509Certificate authority, Instant now) {
        Instant end = Renewal.notAfter(leaf);
        // a leaf that ends with its authority would not live longer if it were made again
        boolean gains = end.isBefore(Renewal.notAfter(authority));
        return gains && Renewal.due(leaf, now)
                ? Optional.of("two thirds of its life are over, it ends at " + end)
                : Optional.empty();
    }
}
