package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateSpecTest {
    @Test
    void orderAndDoublesDoNotMatter() {
        Ipv6Address one = Ipv6Address.parse("fd00::1");
        CertificateSpec spec = CertificateSpec.of("a", CertificateUsage.SERVER);

        assertThat(spec.dns("b", "a").ip(one, Ipv6Address.LOOPBACK))
                .isEqualTo(spec.ip(Ipv6Address.LOOPBACK).dns("a").ip(one, one).dns("b", "a"));
    }

    @Test
    void nodeNameMayHaveFiftyTwoCharacters() {
        assertThatCode(() -> CertificateSpec.node("n".repeat(52))).doesNotThrowAnyException();
        assertThatThrownBy(() -> CertificateSpec.node("n".repeat(53)))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("use 1 to 64 printable ASCII characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a ", "a\nb", "ä", "a\0"})
    void nameThatWouldBeReadDifferentlyElsewhereIsRefused(String name) {
        assertThatThrownBy(() -> CertificateSpec.of(name, CertificateUsage.CLIENT))
                .isInstanceOf(PkiException.class)
                .message()
                .doesNotContain("\n", "\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*.example", "A", "a..b", "-a", "a-", ".a", "a.", "a_b", "fd00::1"})
    void textThatIsNoDnsNameIsRefused(String name) {
        CertificateSpec spec = CertificateSpec.of("a", CertificateUsage.SERVER);

        assertThatThrownBy(() -> spec.dns(name)).isInstanceOf(PkiException.class);
    }

    @Test
    void usageIsNeeded() {
        assertThatThrownBy(() -> CertificateSpec.of("a"))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("no usage");
    }
}
