package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ErrorsTest {
    @Test
    void fileSystemsExceptionsSayMoreThanAPath() {
        assertThat(Errors.line(new NoSuchFileException("/a"))).isEqualTo("there is no /a");
        assertThat(Errors.line(new AccessDeniedException("/a"))).isEqualTo("no permission for /a");
        assertThat(Errors.line(new DirectoryNotEmptyException("/a"))).isEqualTo("DirectoryNotEmptyException /a");
        assertThat(Errors.line(new FileSystemException("/a", null, "Is a directory")))
                .isEqualTo("/a: Is a directory");
    }

    @Test
    void oneLineIsLeft() {
        assertThat(Errors.line(new IOException("first\nsecond"))).isEqualTo("first");
        assertThat(Errors.line(new IOException())).isEqualTo("IOException");
        assertThat(Errors.line(new IOException(""))).isEmpty();
    }
}
