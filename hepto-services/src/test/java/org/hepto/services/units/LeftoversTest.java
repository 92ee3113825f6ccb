package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against directories that look like those of /proc; nothing is killed. */
class LeftoversTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path proc;

    private static final String NAME = "node-plane";

    private Path process(String environment, String commandLine) throws IOException {
        Path process = Files.createTempDirectory(proc, "process");
        Files.writeString(process.resolve("environ"), environment);
        Files.writeString(process.resolve("cmdline"), commandLine);
        return process;
    }

    @Test
    void markedPlaneIsRecognised() throws IOException {
        assertThat(Leftovers.isPlane(process("PATH=/bin\0_HEPTO_PLANE=node-plane\0", "/v/hepto.jar\0plane\0"), NAME))
                .isTrue();
    }

    @Test
    void planeOfAnotherNameIsLeftAlone() throws IOException {
        assertThat(Leftovers.isPlane(process("_HEPTO_PLANE=control-plane\0", "/v/hepto.jar\0plane\0"), NAME))
                .isFalse();
    }

    // a shim is a child of the plane, and pods must live on
    @Test
    void shimThatInheritedTheMarkIsLeftAlone() throws IOException {
        String environment = "PATH=/bin\0_HEPTO_PLANE=node-plane\0";
        assertThat(Leftovers.isPlane(
                        process(environment, "/v/bin/containerd-shim-runc-v2\0-namespace\0k8s.io\0"), NAME))
                .isFalse();
        assertThat(Leftovers.isPlane(process(environment, "plane\0"), NAME)).isFalse();
    }

    @Test
    void strangersAreLeftAlone() throws IOException {
        assertThat(Leftovers.isPlane(process("X_HEPTO_PLANE=node-plane\0", "/v/hepto.jar\0plane\0"), NAME))
                .isFalse();
        assertThat(Leftovers.isPlane(process("", "/v/hepto.jar\0plane\0"), NAME))
                .isFalse();
        assertThat(Leftovers.isPlane(process("_HEPTO_PLANE=node-plane\0", ""), NAME))
                .isFalse();
        assertThat(Leftovers.isPlane(proc.resolve("gone"), NAME)).isFalse();
    }
}
