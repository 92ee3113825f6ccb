package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterMathTest {

    @ParameterizedTest
    @CsvSource({"1,30000", "5,30000", "10,30000", "100,60000", "1000,90000", "50,50940"})
    void suspicionOfTheWanPreset(int n, long millis) {
        assertThat(ClusterMath.suspicionMin(Timing.WAN, n)).isEqualTo(millis);
        assertThat(ClusterMath.suspicionMax(Timing.WAN, n)).isEqualTo(6 * millis);
    }

    @ParameterizedTest
    @CsvSource({"1,0", "5,0", "6,4", "100,4"})
    void confirmationsOfTheWanPreset(int n, int k) {
        assertThat(ClusterMath.confirmations(Timing.WAN, n)).isEqualTo(k);
    }

    @ParameterizedTest
    @CsvSource({"0,30000", "1,16000", "2,7810", "3,2000", "4,2000"})
    void eachConfirmationShortensLess(int c, long millis) {
        assertThat(ClusterMath.suspicionTimeout(c, 3, 2000, 30_000)).isEqualTo(millis);
    }

    @Test
    void noneWantedMeansTheShortestTime() {
        assertThat(ClusterMath.suspicionTimeout(0, 0, 2000, 30_000)).isEqualTo(2000);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,3", "9,3", "10,6", "99,6", "100,9"})
    void retransmitLimits(int n, int limit) {
        assertThat(ClusterMath.retransmitLimit(3, n)).isEqualTo(limit);
    }

    @ParameterizedTest
    @CsvSource({"1,10", "32,10", "33,20", "64,20", "65,30", "128,30", "5000,90"})
    void pushPullIsRarerInLargeClusters(int n, long interval) {
        assertThat(ClusterMath.pushPullInterval(10, n)).isEqualTo(interval);
    }

    @Property(tries = 200)
    void suspicionStaysBetweenItsBounds(
            @ForAll @IntRange(max = 10) int c, @ForAll @IntRange(max = 10) int k, @ForAll @IntRange(min = 1) int n) {
        long min = ClusterMath.suspicionMin(Timing.WAN, n);
        long max = ClusterMath.suspicionMax(Timing.WAN, n);
        assertThat(ClusterMath.suspicionTimeout(c, k, min, max)).isBetween(min, max);
        assertThat(ClusterMath.suspicionTimeout(c + 1, k, min, max))
                .isLessThanOrEqualTo(ClusterMath.suspicionTimeout(c, k, min, max));
    }
}
