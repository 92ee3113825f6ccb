package org.hepto.pekahi;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.hepto.utils.Ipv6Address;

/** What most tests begin with. */
final class Fixture {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final Duration DAY = Duration.ofDays(1);
    static final Duration LIFE = Duration.ofDays(30);
    static final Ipv6Address MESH = Ipv6Address.parse("fd12:3456:789a::1");
    static final CertificateSpec NODE = CertificateSpec.node("alpha", MESH);

    private Fixture() {}

    static CertificateAuthority authority() {
        return CertificateAuthority.selfSigned("kubernetes-ca", EcKey.generate(), NOW);
    }

    static X509Certificate leaf(CertificateAuthority authority, CertificateSpec spec) {
        return authority.sign(EcKey.generate().getPublic(), spec, LIFE, NOW);
    }
}
