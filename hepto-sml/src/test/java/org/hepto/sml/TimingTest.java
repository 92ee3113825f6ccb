package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TimingTest {

    /** One wither, with a figure that no preset has. */
    record Change(String name, UnaryOperator<Timing> wither) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Duration TIME = Duration.ofMillis(777);

    static final List<Change> CHANGES = List.of(
            new Change("streamTimeout", timing -> timing.withStreamTimeout(TIME)),
            new Change("indirectChecks", timing -> timing.withIndirectChecks(77)),
            new Change("retransmitMult", timing -> timing.withRetransmitMult(77)),
            new Change("suspicionMult", timing -> timing.withSuspicionMult(77)),
            new Change("suspicionMaxMult", timing -> timing.withSuspicionMaxMult(77)),
            new Change("pushPullInterval", timing -> timing.withPushPullInterval(TIME)),
            new Change("probeInterval", timing -> timing.withProbeInterval(TIME)),
            new Change("probeTimeout", timing -> timing.withProbeTimeout(TIME)),
            new Change("gossipInterval", timing -> timing.withGossipInterval(TIME)),
            new Change("gossipNodes", timing -> timing.withGossipNodes(77)),
            new Change("gossipToTheDead", timing -> timing.withGossipToTheDead(TIME)),
            new Change("awarenessMax", timing -> timing.withAwarenessMax(77)),
            new Change("reclaim", timing -> timing.withReclaim(TIME)),
            new Change("reconnectMin", timing -> timing.withReconnectMin(TIME)),
            new Change("reconnectMax", timing -> timing.withReconnectMax(TIME)));

    /** All figures in the order of {@link #CHANGES}, times in milliseconds. */
    private static List<Long> figures(Timing timing) {
        return List.of(
                timing.streamTimeout().toMillis(),
                (long) timing.indirectChecks(),
                (long) timing.retransmitMult(),
                (long) timing.suspicionMult(),
                (long) timing.suspicionMaxMult(),
                timing.pushPullInterval().toMillis(),
                timing.probeInterval().toMillis(),
                timing.probeTimeout().toMillis(),
                timing.gossipInterval().toMillis(),
                (long) timing.gossipNodes(),
                timing.gossipToTheDead().toMillis(),
                (long) timing.awarenessMax(),
                timing.reclaim().toMillis(),
                timing.reconnectMin().toMillis(),
                timing.reconnectMax().toMillis());
    }

    @Test
    void thePresetsHaveMemberlistsFigures() {
        assertThat(figures(Timing.of("lan")))
                .containsExactly(
                        10_000L, 3L, 4L, 4L, 6L, 30_000L, 1000L, 500L, 200L, 3L, 30_000L, 8L, 30_000L, 2000L, 120_000L);
        assertThat(figures(Timing.of("wan")))
                .containsExactly(
                        30_000L, 3L, 4L, 6L, 6L, 60_000L, 5000L, 3000L, 500L, 4L, 60_000L, 8L, 30_000L, 5000L,
                        300_000L);
        assertThat(figures(Timing.of("local")))
                .containsExactly(
                        1000L, 1L, 2L, 3L, 6L, 15_000L, 1000L, 200L, 100L, 3L, 15_000L, 8L, 10_000L, 1000L, 15_000L);
        assertThatThrownBy(() -> Timing.of("moon"))
                .isInstanceOf(ClusterException.class)
                .hasMessage("timing 'moon' is unknown: lan, wan or local");
    }

    @ParameterizedTest
    @FieldSource("CHANGES")
    void aWitherChangesItsFigureAlone(Change change) {
        int index = CHANGES.indexOf(change);
        List<Long> before = figures(Timing.WAN);
        List<Long> after = figures(change.wither().apply(Timing.WAN));
        assertThat(after.get(index)).isIn(77L, 777L);
        for (int i = 0; i < before.size(); i++) {
            if (i != index) {
                assertThat(after.get(i)).as(CHANGES.get(i).name()).isEqualTo(before.get(i));
            }
        }
        assertThat(figures(Timing.WAN)).as("the preset").isEqualTo(before);
    }

    @Test
    void theStateMachineHasTheTimesInMilliseconds() {
        assertThat(Timing.LAN.millis())
                .isEqualTo(new Timing.Millis(10_000, 30_000, 1000, 500, 200, 30_000, 30_000, 2000, 120_000));
        assertThat(Timing.LAN
                        .withProbeTimeout(Duration.ofNanos(2_999_999))
                        .millis()
                        .probeTimeout())
                .isEqualTo(2);
    }

    @Test
    void figuresThatNoNodeCanUseAreRefused() {
        assertThatThrownBy(() -> Timing.WAN.withProbeInterval(Duration.ZERO))
                .isInstanceOf(ClusterException.class)
                .hasMessage("the probe interval is PT0S: choose 1 ms to 365 days");
        assertThatThrownBy(() -> Timing.WAN.withReconnectMax(Duration.ofSeconds(Long.MAX_VALUE)))
                .hasMessageStartingWith("the longest reconnect pause is PT");
        assertThatThrownBy(() -> Timing.WAN.withReclaim(Duration.ofMillis(-1))).hasMessageContaining("choose 0 ms");
        assertThatThrownBy(() -> Timing.WAN.withAwarenessMax(0))
                .hasMessage("the bound of the awareness is 0: choose 1 to 1000");
        assertThat(Timing.WAN.withReclaim(Duration.ZERO).reclaim()).isZero();
        assertThat(Timing.WAN.withIndirectChecks(0).indirectChecks()).isZero();
    }

    @Test
    void figuresThatContradictEachOtherAreRefusedWhenTheyAreUsed() {
        Timing noRelays = Timing.WAN.withProbeInterval(Duration.ofSeconds(3));
        assertThatThrownBy(() -> JavaPeer.options("n").withTiming(noRelays))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith(
                        "the probe timeout of 3000 ms is not shorter than the probe interval of 3000 ms")
                .hasMessageNotContaining("\n");
        Timing shrinking = Timing.WAN.withReconnectMax(Duration.ofSeconds(1));
        assertThatThrownBy(() -> JavaPeer.options("n").withTiming(shrinking))
                .hasMessageStartingWith("the first pause of 5000 ms");
        assertThat(JavaPeer.options("n")
                        .withTiming(noRelays.withProbeTimeout(Duration.ofSeconds(1)))
                        .timing()
                        .probeTimeout())
                .isEqualTo(Duration.ofSeconds(1));
    }
}
