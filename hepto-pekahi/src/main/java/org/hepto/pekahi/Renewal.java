package org.hepto.pekahi;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** When a certificate is to be made again. Pure functions of the certificate and the time. */
public final class Renewal {
    private static final Duration AUTHORITY_NOTICE = Duration.ofDays(365);

    private Renewal() {}

    /** At two thirds of its life, so that a signer may be away for the last third. */
    public static Instant renewAt(X509Certificate certificate) {
        Instant from = notBefore(certificate);
        return from.plus(
                Duration.between(from, notAfter(certificate)).multipliedBy(2).dividedBy(3));
    }

    /** Whether that moment has come. */
    public static boolean due(X509Certificate certificate, Instant now) {
        return !now.isBefore(renewAt(certificate));
    }

    /** From when on status warns: a leaf that should have been renewed, an authority in its last year. */
    static Instant warnAt(X509Certificate certificate) {
        boolean authority = certificate.getBasicConstraints() >= 0;
        return authority ? notAfter(certificate).minus(AUTHORITY_NOTICE) : renewAt(certificate);
    }

    static Instant notBefore(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant();
    }

    static Instant notAfter(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }
}
