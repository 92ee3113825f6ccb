package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host may have the libc of several CPUs, as Debian's multiarch does. */
class ForeignLibCTest {
    private static final short ET_DYN = 3;
    private static final short EM_S390 = 22;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void libcOfThisProcessIsLoadedWhateverIsFoundOnTheWay() throws Exception {
        Files.write(directory.resolve("libc.so.6"), foreignLibrary());
        assertThat(inAnotherJvm(Program.class)).isEqualTo("user %d%n".formatted(Linux.geteuid()));
    }

    /** The header of a shared library for a CPU on which hepto does not run; see elf(5). */
    private static byte[] foreignLibrary() {
        byte[] identification = {0x7f, 'E', 'L', 'F', 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        return ByteBuffer.allocate(64)
                .order(ByteOrder.BIG_ENDIAN)
                .put(identification)
                .putShort(ET_DYN)
                .putShort(EM_S390)
                .putInt(1)
                .array();
    }

    private String inAnotherJvm(Class<?> program) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Djnr.ffi.library.path=" + directory,
                "-cp",
                classPath,
                program.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.out.printf("user %d%n", Linux.geteuid());
        }
    }
}
