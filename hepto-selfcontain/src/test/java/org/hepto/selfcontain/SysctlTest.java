package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysctlTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void whatKubeletWillSetIsWrittenDown() throws IOException {
        Path file = directory.resolve("sysctls");
        Sysctl.remember(file);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .contains("vm.overcommit_memory=" + Sysctl.read("vm.overcommit_memory"))
                .contains("kernel.panic=" + Sysctl.read("kernel.panic"))
                .allMatch(line -> line.matches("[a-z_.]+=-?[0-9]+"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    // the second node of a host would write down what the first one's kubelet has set
    @Test
    void whatAnEarlierNodeWroteDownStays() throws IOException {
        Path file = directory.resolve("sysctls");
        Files.writeString(file, "kernel.panic=0\n");
        Sysctl.remember(file);
        assertThat(file).hasContent("kernel.panic=0\n");
    }
}
