package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuspicionTest {

    @Test
    void eachAccuserCountsOnceAndTheFirstNotAtAll() {
        var suspicion = new Suspicion("a", 2, 1000, 10_000, 0);
        assertThat(suspicion.confirm("a")).isFalse();
        assertThat(suspicion.deadline()).isEqualTo(10_000);
        assertThat(suspicion.confirm("b")).isTrue();
        assertThat(suspicion.confirm("b")).isFalse();
        assertThat(suspicion.deadline()).isBetween(4000L, 5000L);
        assertThat(suspicion.confirm("c")).isTrue();
        assertThat(suspicion.deadline()).isEqualTo(1000);
        assertThat(suspicion.confirm("d")).isFalse();
    }

    @Test
    void awarenessStaysInItsBoundsAndStretchesTimeouts() {
        var awareness = new Awareness(8);
        awareness.apply(-3);
        assertThat(awareness.score()).isZero();
        assertThat(awareness.scale(100)).isEqualTo(100);
        awareness.apply(2);
        assertThat(awareness.scale(100)).isEqualTo(300);
        assertThat(awareness.score()).isEqualTo(2);
        awareness.apply(50);
        assertThat(awareness.scale(100)).isEqualTo(800);
        assertThat(awareness.score()).isEqualTo(7);
    }
}
