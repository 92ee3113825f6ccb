package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldKeysTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void eachIsKeptOnce() throws IOException {
        Path file = directory.resolve("old-keys");
        OldKeys keys = new OldKeys(file);
        assertThat(keys.contains("aa")).isFalse();
        keys.add("aa");
        keys.add("bb");
        keys.add("aa");
        assertThat(new OldKeys(file).contains("aa")).isTrue();
        assertThat(new OldKeys(file).contains("bb")).isTrue();
        assertThat(keys.contains("cc")).isFalse();
        assertThat(file).hasContent("aa\nbb");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
