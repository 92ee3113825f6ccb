package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWordsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Optional<String> of(String log) throws IOException {
        Path file = Files.writeString(directory.resolve("plane.log"), log);
        return LastWords.of(file, 7);
    }

    @Test
    void fatalLineIsFoundBeforeTheStacksThatFollow() throws IOException {
        String words = "F1126 07:00:00.000000       7 hooks.go:203] PostStartHook \"x\" failed: timed out";
        assertThat(of("E1126 an error\n" + words + "\ngoroutine 1 [running]:\n" + "\tmain.go:1\n".repeat(1000)))
                .contains(words);
    }

    @Test
    void wordsOfEachLoggerAreKnown() throws IOException {
        assertThat(of("panic: runtime error\n")).contains("panic: runtime error");
        assertThat(of("fatal error: out of memory\n")).contains("fatal error: out of memory");
        String etcd = "{\"level\":\"fatal\",\"msg\":\"failed to open\"}";
        assertThat(of(etcd + "\n")).contains(etcd);
        String containerd = "time=\"t\" level=fatal msg=\"no\"";
        assertThat(of(containerd + "\n")).contains(containerd);
        assertThat(of("plane: etcd ended: no disk\n")).contains("plane: etcd ended: no disk");
    }

    @Test
    void withoutAFatalLineTheLastErrorCounts() throws IOException {
        assertThat(of("E1126 first\nE1126 second\nI1126 a note\n")).contains("E1126 second");
        assertThat(LastWords.fatal(directory.resolve("plane.log"), 7)).isEmpty();
    }

    @Test
    void linesOfAnEarlierProcessAreNotItsWords() throws IOException {
        assertThat(of("F1126 of the one before\nplane: control-plane started, pid 7\nI1126 all is well\n"))
                .isEmpty();
    }

    @Test
    void longLineIsCut() throws IOException {
        assertThat(of("panic: " + "x".repeat(1000)).orElseThrow()).hasSize(301).endsWith("…");
    }

    @Test
    void withoutAFileNothingWasSaid() {
        assertThat(LastWords.of(directory.resolve("none.log"), 7)).isEmpty();
    }
}
