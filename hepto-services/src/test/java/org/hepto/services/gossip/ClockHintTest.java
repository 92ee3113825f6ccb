package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.hepto.sml.Address;
import org.junit.jupiter.api.Test;

class ClockHintTest {
    private static final Address ANCHOR = Address.of(new InetSocketAddress("2001:db8::1", 7946));

    @Test
    void clocksThatAgreeAsFarAsAdmissionAsksForAreNotWorthALine() {
        assertThat(ClockHint.of(Map.of())).isEmpty();
        assertThat(ClockHint.of(Map.of(ANCHOR, Duration.ofDays(-1)))).isEmpty();
    }

    @Test
    void clockThatIsHoursBehindMakesRequestsThatAreOld() {
        assertThat(ClockHint.of(Map.of(ANCHOR, Duration.ofMinutes(59)))).isEmpty();
        assertThat(ClockHint.of(Map.of(ANCHOR, Duration.ofMinutes(90))))
                .contains("clock 90 minutes behind that of [2001:db8::1]; set one of the two right");
        assertThat(ClockHint.of(Map.of(ANCHOR, Duration.ofHours(30))))
                .contains("clock 30 hours behind that of [2001:db8::1]; set one of the two right");
    }

    @Test
    void sideAndDaysAreSaid() {
        assertThat(ClockHint.of(Map.of(ANCHOR, Duration.ofDays(3))))
                .contains("clock 3 days behind that of [2001:db8::1]; set one of the two right");
        assertThat(ClockHint.of(Map.of(ANCHOR, Duration.ofDays(-1500))))
                .contains("clock 1500 days ahead of that of [2001:db8::1]; set one of the two right");
    }
}
