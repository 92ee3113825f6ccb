package org.hepto.pekahi;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A certificate as an operator wants to see it.
 *
 * @param name of the file, without {@code .crt}
 * @param subject as in RFC 2253; empty when the file cannot be read
 * @param names such as {@code DNS:a} and {@code IP:fd00::1}, sorted
 * @param notAfter its end; {@link Instant#EPOCH} when the file cannot be read
 * @param daysLeft whole days until then, never negative
 * @param issuer as in RFC 2253; empty when the file cannot be read
 * @param detail the line of the failure when the file cannot be read, else empty
 */
public record CertificateStatus(
        String name,
        String subject,
        List<String> names,
        Instant notAfter,
        long daysLeft,
        String issuer,
        State state,
        String detail) {
    /** How it stands with it. */
    public enum State {
        /** Good. */
        OK,
        /** A leaf that should have been renewed already, or an authority in its last year. */
        EXPIRING,
        /** Over. */
        EXPIRED,
        /** Of the future: was the clock ahead when it was made, or is it behind now? */
        NOT_YET_VALID,
        /** The file is damaged; see the detail. */
        UNREADABLE
    }

    static CertificateStatus of(String name, X509Certificate certificate, Instant now) {
        Instant end = Renewal.notAfter(certificate);
        return new CertificateStatus(
                name,
                Printable.of(certificate.getSubjectX500Principal().getName()),
                LeafCheck.contents(certificate).names().stream()
                        .map(Printable::of)
                        .sorted()
                        .toList(),
                end,
                Math.max(0, Duration.between(now, end).toDays()),
                Printable.of(certificate.getIssuerX500Principal().getName()),
                state(certificate, now),
                "");
    }

    static CertificateStatus unreadable(String name, String detail) {
        return new CertificateStatus(name, "", List.of(), Instant.EPOCH, 0, "", State.UNREADABLE, detail);
    }

    private static State state(X509Certificate certificate, Instant now) {
        if (now.isBefore(Renewal.notBefore(certificate))) {
            return State.NOT_YET_VALID;
        }
        if (!now.isBefore(Renewal.notAfter(certificate))) {
            return State.EXPIRED;
        }
        return now.isBefore(Renewal.warnAt(certificate)) ? State.OK : State.EXPIRING;
    }
}
