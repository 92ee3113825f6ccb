package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaneProcessTest {
    @Test
    void anExitCodeAboveAllSignalsIsNone() {
        assertThat(PlaneProcess.describe(137)).isEqualTo("signal 9");
        assertThat(PlaneProcess.describe(255)).isEqualTo("exit code 255");
    }
}
