package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeldomTest {

    private final Seldom<String> seldom = new Seldom<>(2, 1000);

    @Test
    void eachSubjectIsSaidOnceInAnInterval() {
        assertThat(seldom.may("a", 0)).isTrue();
        assertThat(seldom.take("a", 0)).isTrue();
        assertThat(seldom.take("a", 999)).isFalse();
        assertThat(seldom.take("a", 1000)).isTrue();
    }

    @Test
    void soManySubjectsAreSaidInAnInterval() {
        assertThat(seldom.take("a", 0)).isTrue();
        assertThat(seldom.take("b", 500)).isTrue();
        assertThat(seldom.take("c", 999)).isFalse();
        assertThat(seldom.take("c", 1000)).isTrue();
    }

    @Test
    void aClockThatIsPutBackDoesNotKeepItSilent() {
        assertThat(seldom.take("a", 1_000_000)).isTrue();
        assertThat(seldom.take("a", 5)).isTrue();
    }
}
