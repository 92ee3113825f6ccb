package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void fileHasItsModeAndContent() throws IOException {
        Path file = directory.resolve("key");
        AtomicFile.write(file, "secret", 0600);
        assertThat(file).hasContent("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        AtomicFile.write(file, "public", 0644);
        assertThat(file).hasContent("public");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void leftoverOfAPowerCutIsReplaced() throws IOException {
        Path file = directory.resolve("key");
        Files.writeString(directory.resolve(".key.new"), "torn");
        AtomicFile.write(file, "whole", 0644);
        assertThat(file).hasContent("whole");
        assertThat(directory.toFile().list()).containsExactly("key");
    }
}
