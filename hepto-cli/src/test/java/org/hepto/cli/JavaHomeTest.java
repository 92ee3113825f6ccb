package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaHomeTest {
    private static final String[] ARGUMENTS = {"a", "b c"};

    private static final Path CHOICES = Path.of("../hepto-upstream/upstream/jvm/testdata/choices.txt");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1.8.0_442,8", "9,9", "11.0.2,11", "17.0.15,17", "25-ea,25", "25.0.1+8-LTS,25", "26,26", "x,0", "'',0"})
    void versionsAreRead(String version, int feature) {
        assertThat(JavaHome.feature(version)).isEqualTo(feature);
    }

    /** A case of the file that says which Java is taken. */
    record Choice(String name, List<String> lines) {
        static Choice of(String text) {
            List<String> lines = text.lines().toList();
            return new Choice(lines.getFirst(), lines.subList(1, lines.size()));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Choice> choices() throws IOException {
        return Stream.of(Files.readString(CHOICES).split("\ncase "))
                .skip(1)
                .map(Choice::of)
                .toList();
    }

    // the executable part of the jar is held to the same file
    @ParameterizedTest
    @MethodSource("choices")
    void takenIsTheSameAsByTheExecutable(Choice choice) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String line : choice.lines()) {
            String[] words = line.split(" ", 3);
            String name = words.length > 1 ? words[1] : "";
            String value = words.length > 2 ? words[2].replace("@", folder.toString()) : "";
            switch (words[0]) {
                case "java" -> java(name, true, "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(value));
                case "dead" -> java(name, false, "JAVA_VERSION=\"%s\"\n".formatted(value));
                case "odd" -> java(name, true, "VERSION=\\uzzzz\n");
                case "bare" -> java(name, true, "");
                case "link" -> link(folder.resolve(name), folder.resolve(value).resolve("bin/java"));
                case "env" -> environment.put(name, value);
                case "take" ->
                    assertThat(found(environment))
                            .isEqualTo(
                                    name.equals("none")
                                            ? Optional.empty()
                                            : Optional.of(folder.resolve(name)
                                                    .resolve("bin/java")
                                                    .toString()));
                default -> assertThat(line).matches("(#.*)?");
            }
        }
    }

    private Optional<String> found(Map<String, String> environment) {
        return JavaHome.find(environment, List.of(folder.resolve("jvm"), folder.resolve("opt")), 25)
                .map(home -> home.command(ARGUMENTS).getFirst());
    }

    private void java(String name, boolean executable, String release) throws IOException {
        Path home = folder.resolve(name);
        Path command = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(command, "");
        assertThat(command.toFile().setExecutable(executable)).isTrue();
        if (!release.isEmpty()) {
            Files.writeString(home.resolve("release"), release);
        }
    }

    private static void link(Path path, Path target) throws IOException {
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.createSymbolicLink(path, target);
    }

    @Test
    void argumentsAreKept() throws IOException {
        java("jvm/temurin", true, "JAVA_VERSION=\"25\"");
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
