package org.hepto.pekahi;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a signer is willing to certify. The subject has to be the same to the letter; of the names and usages a request
 * may ask for some or all.
 *
 * @param allowed the most that a certificate may say
 * @param life from the moment of signing
 */
public record CertificateProfile(CertificateSpec allowed, Duration life) {
    /** How long leaves live unless said otherwise: short, since they are renewed by themselves and not revoked. */
    public static final Duration LEAF_LIFE = Duration.ofDays(30);

    /**
     * Refuses a life that is not one.
     *
     * @throws PkiException when it is not positive
     */
    public CertificateProfile {
        if (!life.isPositive()) {
            throw new PkiException("a certificate cannot live for %s; give a positive life".formatted(life));
        }
    }

    /** Up to this, for 30 days. */
    public static CertificateProfile upTo(CertificateSpec allowed) {
        return new CertificateProfile(allowed, LEAF_LIFE);
    }

    /**
     * Refuses a request that asks for more than is allowed.
     *
     * @throws PkiException that says what was asked for
     */
    public void check(CertificateRequest request) {
        Contents asked = request.contents();
        Contents most = Contents.of(allowed);
        if (!asked.subject().equals(most.subject())) {
            throw refused("the subject " + asked.subject());
        }
        requireWithin(asked.names(), most.names(), "the names ");
        requireWithin(asked.usages(), most.usages(), "the usages ");
        if (asked.usages().isEmpty()) {
            throw refused("no usage");
        }
    }

    /** What the certificate will say: of what is allowed, what was asked for. Nothing of the request is copied. */
    CertificateSpec granted(CertificateRequest request) {
        check(request);
        Contents asked = request.contents();
        return new CertificateSpec(
                allowed.commonName(),
                allowed.organisations(),
                allowed.dnsNames().stream()
                        .filter(name -> asked.names().contains(Contents.dns(name)))
                        .toList(),
                allowed.addresses().stream()
                        .filter(address -> asked.names().contains(Contents.ip(address)))
                        .toList(),
                allowed.usages().stream()
                        .filter(usage -> asked.usages().contains(Contents.usage(usage)))
                        .collect(Collectors.toSet()));
    }

    private void requireWithin(Set<String> asked, Set<String> most, String kind) {
        Set<String> excess = new HashSet<>(asked);
        excess.removeAll(most);
        if (!excess.isEmpty()) {
            throw refused(kind + excess);
        }
    }

    private PkiException refused(String what) {
        return new PkiException("a certificate request asks for %s; this signer gives '%s' only its own"
                .formatted(Printable.of(what), allowed.commonName()));
    }
}
