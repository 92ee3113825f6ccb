package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceRateTest {

    private final SourceRate rate = new SourceRate(3, 500);

    private int taken(String source, long from, long to) {
        int taken = 0;
        for (long now = from; now < to; now++) {
            taken += rate.take(Bytes.utf8(source), now) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void aSourceHasItsBurstAndThenItsInterval() {
        assertThat(taken("a", 0, 500)).isEqualTo(3);
        assertThat(taken("a", 500, 10_500)).isEqualTo(20);
        assertThat(taken("b", 10_500, 10_501)).as("another one").isEqualTo(1);
        assertThat(taken("a", 60_000, 60_400)).as("after a rest").isEqualTo(3);
    }

    @Test
    void sourcesWithoutNumberAreForgotten() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(rate.take(Bytes.utf8("source" + i), i)).isTrue();
        }
        assertThat(rate.sources()).isLessThanOrEqualTo(SourceRate.CAPACITY);
    }
}
