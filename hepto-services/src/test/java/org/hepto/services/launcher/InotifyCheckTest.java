package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InotifyCheckTest {
    @ParameterizedTest
    @CsvSource({"0, WARN", "128, WARN", "255, WARN", "256, OK", "1024, OK"})
    void instancesHaveToSufficeForAllPodsOfAKubelet(long limit, CheckResult.Level level) {
        assertThat(InotifyCheck.instances(limit).level()).isEqualTo(level);
    }

    @Test
    void theDefaultOfTheKernelIsToldWithWhatItMeansAndTheRemedy() {
        assertThat(InotifyCheck.instances(128).line())
                .isEqualTo("inotify instances: fs.inotify.max_user_instances is 128, so the pods end at about 46:"
                        + " each container takes one, the pod's own too;"
                        + " raise it: sysctl -w fs.inotify.max_user_instances=1024,"
                        + " and the same line in /etc/sysctl.d for the next boot");
    }

    @Test
    void noPodsAreLeftRatherThanLessThanNone() {
        assertThat(InotifyCheck.instances(8).message()).contains("end at about 0:");
    }

    @Test
    void watchesAreOnlyToldWhenThereAreFew() {
        assertThat(InotifyCheck.watches(8192).level()).isEqualTo(CheckResult.Level.OK);
        assertThat(InotifyCheck.watches(8191).level()).isEqualTo(CheckResult.Level.WARN);
        assertThat(InotifyCheck.watches(8191).line()).contains("8191", "sysctl -w fs.inotify.max_user_watches=65536");
    }

    @Test
    void bothLimitsAreRead(@TempDir Path limits) throws IOException {
        assertThat(InotifyCheck.of(limits))
                .as("of a kernel that does not show them")
                .isEmpty();

        Files.writeString(limits.resolve("max_user_instances"), "128\n");
        Files.writeString(limits.resolve("max_user_watches"), "65536\n");
        assertThat(InotifyCheck.of(limits)).containsExactly(InotifyCheck.instances(128), InotifyCheck.watches(65_536));

        Files.writeString(limits.resolve("max_user_watches"), "many\n");
        assertThat(InotifyCheck.of(limits)).containsExactly(InotifyCheck.instances(128));
    }
}
