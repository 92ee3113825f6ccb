package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hepto.pekahi.Fixture.NODE;
import static org.hepto.pekahi.Fixture.NOW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.hepto.pekahi.CertificateStatus.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateStatusTest {
    @TempDir
    private Path temporary;

    private PkiDirectory pki;

    @BeforeEach
    void ensureAll() {
        pki = PkiDirectory.open(temporary.resolve("pki"));
        CertificateAuthority ca = pki.ensureCa("ca", "kubernetes-ca", NOW).value();
        pki.ensureCertificate("node", NODE, Fixture.LIFE, ca, NOW);
        pki.ensureServiceAccountKey("sa");
    }

    @Test
    void allCertificatesAreListedByName() {
        assertThat(pki.list(NOW)).extracting(CertificateStatus::name).containsExactly("ca", "node");
        CertificateStatus node = pki.list(NOW).getLast();

        assertThat(node.subject()).isEqualTo("CN=system:node:alpha,O=system:nodes");
        assertThat(node.issuer()).isEqualTo("CN=kubernetes-ca");
        assertThat(node.names()).containsExactly("DNS:alpha", "IP:fd12:3456:789a::1");
        assertThat(node.notAfter()).isEqualTo(NOW.plus(Duration.ofDays(30)));
        assertThat(node.daysLeft()).isEqualTo(30);
        assertThat(node.state()).isEqualTo(State.OK);
    }

    @Test
    void leafThatShouldHaveBeenRenewedIsExpiring() {
        assertThat(nodeState(NOW.plus(Duration.ofDays(19)))).isEqualTo(State.OK);
        assertThat(nodeState(NOW.plus(Duration.ofDays(20)))).isEqualTo(State.EXPIRING);
        assertThat(nodeState(NOW.plus(Duration.ofDays(30)))).isEqualTo(State.EXPIRED);
        assertThat(nodeState(NOW.minus(Duration.ofDays(1)))).isEqualTo(State.NOT_YET_VALID);
    }

    @Test
    void authorityIsExpiringInItsLastYear() {
        Instant end = pki.list(NOW).getFirst().notAfter();

        assertThat(pki.list(end.minus(Duration.ofDays(366))).getFirst().state()).isEqualTo(State.OK);
        assertThat(pki.list(end.minus(Duration.ofDays(365))).getFirst().state()).isEqualTo(State.EXPIRING);
    }

    @Test
    void damagedFileIsListedWithItsLine() throws IOException {
        Files.writeString(pki.files("node").certificate(), "nothing");

        CertificateStatus node = pki.list(NOW).getLast();

        assertThat(node.state()).isEqualTo(State.UNREADABLE);
        assertThat(node.detail()).startsWith(pki.files("node").certificate() + ": has something else");
        assertThat(pki.list(NOW).getFirst().state()).isEqualTo(State.OK);
    }

    private State nodeState(Instant now) {
        return pki.list(now).getLast().state();
    }
}
