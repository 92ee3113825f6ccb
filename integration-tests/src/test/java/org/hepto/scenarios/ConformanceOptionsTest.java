package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.hepto.lab.LabException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConformanceOptionsTest {
    @Test
    void everythingRunsUnlessThereIsAFocus() {
        ConformanceTest test = new ConformanceTest("[sig-apps] Deployment should roll [Conformance]");
        assertThat(parse("").selects(test)).isTrue();
        assertThat(parse("Deploy.*roll").selects(test)).isTrue();
        assertThat(parse("^Deploy").selects(test)).isFalse();
    }

    @Test
    void otherTestsThanThoseOfConformanceRunOnlyIfAskedFor() {
        ConformanceTest other = new ConformanceTest("[sig-api-machinery] ServerSideApply should work for CRDs");
        assertThat(parse("ServerSideApply").selects(other)).isFalse();
        assertThat(parse("--all ServerSideApply").selects(other)).isTrue();
    }

    @Test
    void optionsComeInAnyOrder() {
        ConformanceOptions options = parse("--vanilla sig-apps --processes 3 --failed");
        assertThat(options.vanilla()).isTrue();
        assertThat(options.failed()).isTrue();
        assertThat(options.fresh()).isFalse();
        assertThat(options.processes()).isEqualTo(3);
        assertThat(options.focus().pattern()).isEqualTo("sig-apps");
    }

    @Test
    void comparesTwoResults() {
        assertThat(parse("--compare a b").compare()).containsExactly("a", "b");
        assertThat(parse("a").compare()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--what",
                "one two",
                "--compare a",
                "--all",
                "--processes",
                "--processes many",
                "--processes 0",
                "*"
            })
    void refusesWhatMakesNoSense(String arguments) {
        assertThatThrownBy(() -> parse(arguments)).isInstanceOf(LabException.class);
    }

    private static ConformanceOptions parse(String arguments) {
        return ConformanceOptions.parse(arguments.isEmpty() ? List.of() : List.of(arguments.split(" ")));
    }
}
