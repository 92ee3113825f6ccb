package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupMemoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path cgroups;

    private void stat(String leaf, String text) throws IOException {
        Files.createDirectories(cgroups.resolve(leaf));
        Files.writeString(cgroups.resolve(leaf).resolve("memory.stat"), text);
    }

    @Test
    void anonymousMemoryOfEachLeafInTheOrderOfTheTree() throws IOException {
        stat("kubepods", "anon 3\n");
        stat("init", "anon 8192\nfile 99\nanon_thp 0\n");
        stat("node", "file 1\nanon 8589934592\ninactive_anon 5\n");
        stat("elsewhere", "anon 7\n");
        Files.createDirectories(cgroups.resolve("shims"));
        assertThat(CgroupMemory.anonymous(cgroups).toString()).isEqualTo("{init=8192, node=8589934592, kubepods=3}");
    }

    @Test
    void nothingWithoutCgroups() throws IOException {
        assertThat(CgroupMemory.anonymous(cgroups.resolve("missing"))).isEmpty();
    }
}
