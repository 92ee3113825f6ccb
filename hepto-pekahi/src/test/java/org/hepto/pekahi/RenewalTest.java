package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hepto.pekahi.Fixture.NOW;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenewalTest {
    @Test
    void renewalIsAtTwoThirdsOfTheWholeLife() {
        X509Certificate leaf = Fixture.leaf(Fixture.authority(), Fixture.NODE);
        Instant at = Renewal.renewAt(leaf);

        assertThat(at)
                .isEqualTo(NOW.minus(Signing.SKEW)
                        .plus(Duration.ofDays(30)
                                .plus(Signing.SKEW)
                                .multipliedBy(2)
                                .dividedBy(3)));
        assertThat(Renewal.due(leaf, at.minusNanos(1))).isFalse();
        assertThat(Renewal.due(leaf, at)).isTrue();
    }

    /** One that is back-dated by more than a part of its life would be due when it is made. */
    @Test
    void aShortLifeIsRenewedAfterMostOfItAsWell() {
        for (Duration life : List.of(Duration.ofMinutes(1), Duration.ofMinutes(3), Duration.ofMinutes(20))) {
            X509Certificate leaf = Fixture.authority().sign(EcKey.generate().getPublic(), Fixture.NODE, life, NOW);

            assertThat(Duration.between(NOW, Renewal.renewAt(leaf)))
                    .as("%s", life)
                    .isBetween(life.dividedBy(2), life.multipliedBy(2).dividedBy(3));
            assertThat(Renewal.notAfter(leaf)).isEqualTo(NOW.plus(life));
        }
    }

    @Test
    void clockBehindTheReferenceIsRefusedWithTheRemedy() {
        assertThatCode(() -> ClockCheck.require(NOW, NOW)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ClockCheck.require(NOW.minusSeconds(1), NOW))
                .isInstanceOf(PkiException.class)
                .hasMessage("the clock says 2026-06-01T11:59:59Z but it is later than 2026-06-01T12:00:00Z;"
                        + " set the clock (NTP) and start again");
    }
}
