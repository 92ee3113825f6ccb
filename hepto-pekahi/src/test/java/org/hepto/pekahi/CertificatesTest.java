package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    private final X509Certificate one = Fixture.authority().certificate();
    private final X509Certificate two = Fixture.authority().certificate();

    @Test
    void bundleSurvivesTheWay() {
        assertThat(Certificates.parsePem(Certificates.toPem(one, two))).containsExactly(one, two);
    }

    @Test
    void bundleWithAnythingElseIsRefused() {
        assertThatThrownBy(() -> Certificates.parsePem(Certificates.toPem(one) + "and more"))
                .isInstanceOf(PkiException.class);
        assertThatThrownBy(() -> Certificates.parsePem("")).isInstanceOf(PkiException.class);
        assertThatThrownBy(() -> Certificates.parsePem(" ".repeat(64 * 1024 + 1)))
                .hasMessageContaining("64 KiB");
    }

    @Test
    void bytesAfterACertificateAreRefused() {
        byte[] der = Certificates.encoded(one);

        assertThat(Certificates.parse(der)).isEqualTo(one);
        assertThatThrownBy(() -> Certificates.parse(Arrays.copyOf(der, der.length + 1)))
                .isInstanceOf(PkiException.class);
        assertThatThrownBy(() -> Certificates.parse(Arrays.copyOf(der, der.length - 1)))
                .isInstanceOf(PkiException.class);
    }

    @Test
    void pemWhereDerBelongsIsRefused() {
        byte[] pem = Certificates.toPem(one).getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> Certificates.parse(pem)).isInstanceOf(PkiException.class);
    }
}
