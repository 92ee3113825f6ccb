package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hepto.pekahi.Fixture.NODE;
import static org.hepto.pekahi.Fixture.NOW;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
    private final CertificateAuthority authority = Fixture.authority();

    @Test
    void authorityIsARootThatMayOnlySignLeaves() {
        X509Certificate root = authority.certificate();

        assertThat(root.getBasicConstraints()).as("path length").isZero();
        assertThat(root.getKeyUsage())
                .as("keyCertSign and cRLSign only")
                .containsExactly(false, false, false, false, false, true, true, false, false);
        assertThat(root.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(root.getSerialNumber().bitLength()).as("serial").isEqualTo(129);
        assertThat(root.getNotBefore().toInstant()).as("back-dated").isEqualTo(NOW.minus(Signing.SKEW));
        assertThat(Duration.between(NOW, root.getNotAfter().toInstant()).toDays())
                .isEqualTo(3652);
        assertThat(root.getSubjectX500Principal().getName()).isEqualTo("CN=kubernetes-ca");
    }

    @Test
    void leafSaysWhatTheSpecSaysAndNoMore() throws Exception {
        X509Certificate leaf = Fixture.leaf(authority, NODE);

        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=system:node:alpha,O=system:nodes");
        assertThat(leaf.getBasicConstraints()).as("not an authority").isEqualTo(-1);
        assertThat(leaf.getKeyUsage()).startsWith(true).containsOnlyOnce(true);
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(LeafCheck.contents(leaf)).isEqualTo(Contents.of(NODE));
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(30)));
    }

    @Test
    void leafWithoutNamesHasNoNameExtension() {
        X509Certificate leaf = Fixture.leaf(authority, CertificateSpec.of("front-proxy", CertificateUsage.CLIENT));

        assertThat(leaf.getExtensionValue("2.5.29.17")).isNull();
    }

    @Test
    void chainIsValidForThePkixValidatorOfTheJdk() {
        assertThatCode(() -> validate(Fixture.leaf(authority, NODE), authority)).doesNotThrowAnyException();
    }

    @Test
    void chainOfAnotherAuthorityOfTheSameNameIsRefused() {
        assertThatThrownBy(() -> validate(Fixture.leaf(authority, NODE), Fixture.authority()))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void leafEndsWithItsAuthority() {
        Instant last = Renewal.notAfter(authority.certificate());

        X509Certificate leaf =
                authority.sign(EcKey.generate().getPublic(), NODE, Fixture.LIFE, last.minus(Fixture.DAY));

        assertThat(Renewal.notAfter(leaf)).isEqualTo(last);
    }

    @Test
    void nothingIsSignedOutsideTheLifeOfTheAuthority() {
        PublicKey key = EcKey.generate().getPublic();
        Instant last = Renewal.notAfter(authority.certificate());

        assertThatThrownBy(() -> authority.sign(key, NODE, Fixture.LIFE, last))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("has ended at " + last);
        assertThatThrownBy(() -> authority.sign(key, NODE, Fixture.LIFE, NOW.minus(Fixture.DAY)))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("set the clock");
    }

    @Test
    void lifeHasToBePositive() {
        PublicKey key = EcKey.generate().getPublic();

        assertThatThrownBy(() -> authority.sign(key, NODE, Duration.ZERO, NOW)).isInstanceOf(PkiException.class);
    }

    @Test
    void noAuthorityIsMadeByAClockOfThePast() {
        assertThatThrownBy(() -> CertificateAuthority.selfSigned("ca", EcKey.generate(), Instant.EPOCH))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("the clock says 1970-01-01T00:00:00Z");
    }

    private static void validate(X509Certificate leaf, CertificateAuthority trusted) throws GeneralSecurityException {
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(trusted.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }
}
