package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtendedAttributeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void valueIsReadAsText() throws IOException {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("user"), "no extended attributes here");
        Files.setAttribute(directory, "user:delegate", "1".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(Linux.extendedAttribute(directory.toString(), "user.delegate"))
                .contains("1");
    }

    @Test
    void missingAttributeIsNoError() throws IOException {
        assertThat(Linux.extendedAttribute(directory.toString(), "user.delegate"))
                .isEmpty();
        assertThat(Linux.extendedAttribute("/proc/self/status", "user.delegate"))
                .as("a file system without attributes")
                .isEmpty();
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> Linux.extendedAttribute("/missing", "user.delegate"))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageContaining("getxattr(/missing, user.delegate)");
    }
}
