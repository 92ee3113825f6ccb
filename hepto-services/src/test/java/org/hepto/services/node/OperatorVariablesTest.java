package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorVariablesTest {
    @Test
    void pauseIsLongerThanThatOfClientGoUnlessItIsSet() {
        assertThat(OperatorVariables.authorityPause(Map.of())).isGreaterThan(Duration.ofMinutes(5));
        assertThat(OperatorVariables.authorityPause(Map.of("HEPTO_AUTHORITY_PAUSE", "PT20S")))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void pauseThatIsNoTimeIsRefused() {
        for (String text : new String[] {"20", "PT0S", "PT-1S", ""}) {
            assertThatThrownBy(() -> OperatorVariables.authorityPause(Map.of("HEPTO_AUTHORITY_PAUSE", text)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("HEPTO_AUTHORITY_PAUSE=%s is no time; give more than nothing, such as PT20S", text);
        }
    }

    @Test
    void daemonGetsWhatIsForIt() {
        Map<String, String> life = Map.of("HEPTO_CERTIFICATE_LIFE", "PT20M", "HEPTO_AUTHORITY_PAUSE", "PT20S");
        assertThat(OperatorVariables.forDaemon(life)).isEqualTo(life);
        assertThat(OperatorVariables.forDaemon(Map.of("PATH", "/bin"))).isEmpty();
    }
}
