package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysctlTest {
    @TempDir
    Path settings;

    @Test
    void raisesWhatIsTooSmall() throws IOException {
        assertThat(raised("65530")).isEqualTo("1000000");
    }

    @Test
    void leavesWhatIsLargeEnough() throws IOException {
        assertThat(raised("1000000")).isEqualTo("1000000");
        assertThat(raised("2000000")).isEqualTo("2000000");
    }

    @Test
    void goesOnWhereItMayNot() {
        Sysctl.raise(settings, "vm.missing", 1, "nothing happens");
        assertThat(settings.resolve("vm")).doesNotExist();
    }

    private String raised(String old) throws IOException {
        Path file = Files.createDirectories(settings.resolve("vm")).resolve("max_map_count");
        Files.writeString(file, old + "\n");
        Sysctl.raise(settings, "vm.max_map_count", 1_000_000, "hosts hang");
        return Files.readString(file).strip();
    }
}
