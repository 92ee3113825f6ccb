package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaHomeTest {
    private static final String[] ARGUMENTS = {"a", "b c"};

    @TempDir
    private Path folder;

    @BeforeEach
    void oldJavas() throws IOException {
        java("jvm/java-8", "JAVA_VERSION=\"1.8.0_442\"");
        java("jvm/java-17", "JAVA_VERSION=\"17.0.15\"");
    }

    private Path java(String name, String release) throws IOException {
        Path home = folder.resolve(name);
        Path command = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(command, "");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Someone\"\n" + release + "\n");
        return home;
    }

    private Optional<String> found(Map<String, String> environment) {
        return JavaHome.find(environment, List.of(folder.resolve("jvm"), folder.resolve("none")), 25)
                .map(home -> home.command(ARGUMENTS).getFirst());
    }

    private static String commandOf(Path home) {
        return home.resolve("bin/java").toString();
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_442,8", "9,9", "11.0.2,11", "17.0.15,17", "25-ea,25", "25.0.1+8-LTS,25", "26,26", "x,0", "'',0"})
    void versionsAreRead(String version, int feature) {
        assertThat(JavaHome.feature(version)).isEqualTo(feature);
    }

    @Test
    void oldOnesAreNotTaken() {
        assertThat(found(Map.of("JAVA_HOME", folder.resolve("jvm/java-17").toString())))
                .isEmpty();
    }

    @Test
    void foundAmongThoseOfTheSystem() throws IOException {
        Path home = java("jvm/temurin", "JAVA_VERSION=\"25.0.1\"");
        assertThat(found(Map.of())).contains(commandOf(home));
    }

    @Test
    void ownVariableComesFirst() throws IOException {
        java("jvm/temurin", "JAVA_VERSION=\"25.0.1\"");
        Path general = java("general", "JAVA_VERSION=\"26\"");
        Path own = java("own", "JAVA_VERSION=\"25\"");
        Map<String, String> homes = Map.of("JAVA_HOME", general.toString(), "HEPTO_JAVA", own.toString());
        assertThat(found(homes)).contains(commandOf(own));
        assertThat(found(Map.of("JAVA_HOME", general.toString()))).contains(commandOf(general));
    }

    @Test
    void ownVariableMayNameTheCommand() throws IOException {
        Path own = java("own", "JAVA_VERSION=\"25\"");
        assertThat(found(Map.of("HEPTO_JAVA", commandOf(own)))).contains(commandOf(own));
    }

    @Test
    void linksInThePathAreFollowed() throws IOException {
        Path home = java("elsewhere", "JAVA_VERSION=\"27\"");
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), home.resolve("bin/java"));
        assertThat(found(Map.of("PATH", "/nowhere:" + bin))).contains(commandOf(home));
    }

    @Test
    void directoriesWithoutReleaseOrCommandAreSkipped() throws IOException {
        Files.delete(java("jvm/a", "JAVA_VERSION=\"25\"").resolve("release"));
        Files.delete(java("jvm/b", "JAVA_VERSION=\"25\"").resolve("bin/java"));
        java("jvm/c", "BROKEN=\\uzzzz");
        assertThat(found(Map.of())).isEmpty();
    }

    @Test
    void argumentsAreKept() throws IOException {
        java("jvm/temurin", "JAVA_VERSION=\"25\"");
        assertThat(JavaHome.find(Map.of(), List.of(folder.resolve("jvm")), 25)
                        .orElseThrow()
                        .command(ARGUMENTS))
                .endsWith("org.hepto.cli.Main", "a", "b c");
    }

    @Test
    void childsExitCodeIsReturned() throws IOException, InterruptedException {
        assertThat(ChildProcess.run(List.of("sh", "-c", "exit 7"))).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Main", "JavaHome", "Execve", "Execve$LibC", "ChildProcess"})
    void entryIsReadableByJava8(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Main.class.getResourceAsStream(name + ".class"));
                DataInputStream data = new DataInputStream(in)) {
            data.skipNBytes(6);
            assertThat(data.readUnsignedShort()).as("major version of " + name).isEqualTo(52);
        }
    }
}
