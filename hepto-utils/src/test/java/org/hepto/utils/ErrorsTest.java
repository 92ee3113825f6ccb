package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
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
        assertThat(Errors.line(new IOException(""))).isEqualTo("IOException");
    }

    @Test
    void whatOnlyWrapsSaysWhatItWraps() {
        assertThat(Errors.line(new CompletionException(new IOException("disk full"))))
                .isEqualTo("disk full");
        assertThat(Errors.line(new IllegalStateException(null, new IOException("disk full"))))
                .isEqualTo("disk full");
        assertThat(Errors.line(new ConnectException())).isEqualTo("connection refused");
    }
}
