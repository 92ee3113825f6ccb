package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hepto.pekahi.Fixture.MESH;
import static org.hepto.pekahi.Fixture.NODE;
import static org.hepto.pekahi.Fixture.NOW;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateProfileTest {
    private final KeyPair key = KeyKind.EC_P256.generate();
    private final CertificateProfile profile = CertificateProfile.upTo(NODE);

    @ParameterizedTest
    @ValueSource(
            strings = {"system:node:beta", "system:node:ALPHA", "System:node:alpha", "system:node:alpha2", "admin"})
    void requestForAnotherSubjectIsRefused(String commonName) {
        CertificateSpec other =
                CertificateSpec.of(commonName, CertificateUsage.CLIENT).organisation("system:nodes");

        assertRefused(other, "the subject [CN=" + commonName);
    }

    @Test
    void requestForAnotherGroupIsRefused() {
        assertRefused(NODE.organisation("system:masters"), "O=system:masters");
    }

    @Test
    void requestForAnotherNodesNameOrAddressIsRefused() {
        assertRefused(NODE.dns("beta"), "the names [DNS:beta]");
        assertRefused(NODE.ip(Ipv6Address.parse("fd12:3456:789a::2")), "the names [IP:fd12:3456:789a::2]");
    }

    @Test
    void requestForAUsageThatIsNotAllowedIsRefused() {
        CertificateSpec client = CertificateSpec.of("a", CertificateUsage.CLIENT);
        CertificateSpec both = CertificateSpec.of("a", CertificateUsage.CLIENT, CertificateUsage.SERVER);

        assertThatThrownBy(() -> CertificateProfile.upTo(client).check(CertificateRequest.create(both, key)))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("the usages [1.3.6.1.5.5.7.3.1]");
    }

    @Test
    void requestForLessIsGivenLess() {
        CertificateSpec less = new CertificateSpec(
                NODE.commonName(), NODE.organisations(), List.of(), NODE.addresses(), NODE.usages());

        X509Certificate leaf = Fixture.authority().sign(CertificateRequest.create(less, key), profile, NOW);

        assertThat(LeafCheck.contents(leaf).names()).containsExactly(Contents.ip(MESH));
    }

    @Test
    void lifeHasToBePositive() {
        assertThatThrownBy(() -> new CertificateProfile(NODE, Duration.ZERO)).isInstanceOf(PkiException.class);
    }

    private void assertRefused(CertificateSpec asked, String inMessage) {
        CertificateRequest request =
                CertificateRequest.parse(CertificateRequest.create(asked, key).encoded());
        assertThatThrownBy(() -> Fixture.authority().sign(request, profile, NOW))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(inMessage)
                .hasMessageContaining("gives 'system:node:alpha' only its own");
    }
}
