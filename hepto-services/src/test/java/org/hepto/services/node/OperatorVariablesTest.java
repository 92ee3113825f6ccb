package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.Map;
import org.hepto.utils.Ipv6Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorVariablesTest {
    @Test
    void pauseIsLongerThanThatOfClientGoUnlessItIsSet() {
        assertThat(OperatorVariables.authorityPause(Map.of())).isGreaterThan(Duration.ofMinutes(5));
        assertThat(OperatorVariables.authorityPause(Map.of("HEPTO_AUTHORITY_PAUSE", "PT20S")))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void lifeIsThatOfEachCertificateUnlessItIsSet() {
        assertThat(OperatorVariables.certificateLife(Map.of())).isEmpty();
        assertThat(OperatorVariables.certificateLife(Map.of("HEPTO_CERTIFICATE_LIFE", "PT1M")))
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void imagesMayComeThroughAProxyAndTheApiserverIsReachedWithout() {
        Ipv6Prefix cluster = Ipv6Prefix.parse("fd00:1:2::/48");
        Map<String, String> usual = Map.of("HTTPS_PROXY", "http://proxy:3128", "no_proxy", "x");
        assertThat(OperatorVariables.proxy(usual, cluster)).isEmpty();
        assertThat(OperatorVariables.forDaemon(usual)).isEmpty();
        Map<String, String> one = Map.of("CONTAINERD_HTTPS_PROXY", "http://proxy:3128");
        assertThat(OperatorVariables.forDaemon(one)).isEqualTo(one);
        assertThat(OperatorVariables.proxy(one, cluster))
                .containsOnly(entry("HTTPS_PROXY", "http://proxy:3128"), entry("NO_PROXY", "fd00:1:2::/48"));
        Map<String, String> both =
                Map.of("CONTAINERD_HTTP_PROXY", "http://proxy:3128", "CONTAINERD_NO_PROXY", "registry.example.org");
        assertThat(OperatorVariables.proxy(both, cluster))
                .containsOnly(
                        entry("HTTP_PROXY", "http://proxy:3128"),
                        entry("NO_PROXY", "fd00:1:2::/48,registry.example.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20", "PT0S", "PT-1S", ""})
    void pauseThatIsNoTimeIsRefused(String text) {
        assertRefused(
                Map.of("HEPTO_AUTHORITY_PAUSE", text),
                "HEPTO_AUTHORITY_PAUSE=%s is no time; give more than nothing, such as PT20S".formatted(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20M", "PT59S", "PT-20M", ""})
    void lifeOfLessThanAMinuteIsRefused(String text) {
        assertRefused(
                Map.of("HEPTO_CERTIFICATE_LIFE", text),
                "HEPTO_CERTIFICATE_LIFE=%s is no life of a certificate; give a minute or more, such as PT20M"
                        .formatted(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20s", "PT0.9S", "PT-20S", "PT5M1S", "P1D", ""})
    void refreshThatClientGoCannotHaveIsRefused(String text) {
        assertRefused(
                Map.of("HEPTO_CERTIFICATE_REFRESH", text),
                "HEPTO_CERTIFICATE_REFRESH=%s is no pause between two looks at a certificate; give PT1S to PT5M"
                        .formatted(text));
    }

    private static void assertRefused(Map<String, String> environment, String line) {
        assertThatThrownBy(() -> OperatorVariables.require(environment))
                .isInstanceOf(ConfigException.class)
                .hasMessage(line);
    }

    @Test
    void whatIsRightOrNotSetIsNotRefused() {
        assertThatCode(() -> OperatorVariables.require(Map.of())).doesNotThrowAnyException();
        assertThatCode(() -> OperatorVariables.require(Map.of(
                        "HEPTO_CERTIFICATE_LIFE", "PT3M",
                        "HEPTO_CERTIFICATE_REFRESH", "PT5S",
                        "HEPTO_AUTHORITY_PAUSE", "PT20S")))
                .doesNotThrowAnyException();
    }

    @Test
    void daemonGetsWhatIsForIt() {
        Map<String, String> life = Map.of(
                "HEPTO_CERTIFICATE_LIFE", "PT20M",
                "HEPTO_CERTIFICATE_REFRESH", "PT5S",
                "HEPTO_AUTHORITY_PAUSE", "PT20S");
        assertThat(OperatorVariables.forDaemon(life)).isEqualTo(life);
        assertThat(OperatorVariables.forDaemon(Map.of("PATH", "/bin"))).isEmpty();
    }

    /** They know hours, minutes and seconds in capitals only. */
    @Test
    void planesGetTheRefreshAsTheyReadIt() {
        assertThat(OperatorVariables.of(Map.of("HEPTO_CERTIFICATE_REFRESH", "p0dt90s")))
                .containsExactly(Map.entry("HEPTO_CERTIFICATE_REFRESH", "PT1M30S"));
    }
}
