package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterKeyTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void keyHasTheLengthOfAnAesKey(int bytes) {
        String hex = "a1".repeat(bytes);
        assertThat(ClusterKey.parse(hex).toHex()).isEqualTo(hex);
        assertThat(ClusterKey.parse(hex.toUpperCase(java.util.Locale.ROOT))).isEqualTo(ClusterKey.parse(hex));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 17, 31, 33, 64})
    void otherLengthsAreRefused(int bytes) {
        assertThatThrownBy(() -> ClusterKey.parse("a1".repeat(bytes)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the key has %d bytes; a key has 16, 24 or 32".formatted(bytes));
    }

    // a slip of the pen in a good key is the likely mistake: its stack trace may end up in a log
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5ec4e7d15ec4e7d15ec4e7d15ec4e7dx",
                "5ec4e7d15ec4e7d15ec4e7d15ec4e7d",
                "5ec4e7d15ec4e7d15ec4e7d15ec4e7d1 ",
                "5ec4e7d15ec4e7d1"
            })
    void refusalNeverRepeatsTheText(String text) {
        assertThatThrownBy(() -> ClusterKey.parse(text))
                .isInstanceOf(ConfigException.class)
                .satisfies(e -> assertThat(trace(e)).doesNotContain("5ec4e7d1", "e7dx"));
    }

    private static String trace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void keyIsNotPrinted() {
        ClusterKey key = ClusterKey.generate();
        assertThat(key).hasToString("ClusterKey of 32 bytes");
        assertThat("" + key).doesNotContain(key.toHex());
    }

    @Test
    void newKeysDiffer() {
        assertThat(ClusterKey.generate()).isNotEqualTo(ClusterKey.generate());
    }

    @Test
    void fileIsForItsOwnerAloneAndReadAgain() throws IOException {
        Path file = directory.resolve("cluster.key");
        ClusterKey key = ClusterKey.generate();
        key.write(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).hasContent(key.toHex());
        assertThat(ClusterKey.read(file)).isEqualTo(key).hasSameHashCodeAs(key);
    }

    @Test
    void fileMayHaveSpaceAroundTheKey() throws IOException {
        Path file = directory.resolve("key");
        Files.writeString(file, "  " + TestNodes.KEY.toHex() + "\r\n\n");
        assertThat(ClusterKey.read(file)).isEqualTo(TestNodes.KEY);
    }

    @Test
    void fileMayHaveAnotherKeyBelowTheOneThatSeals() throws IOException {
        Path file = directory.resolve("key");
        Files.writeString(
                file, TestNodes.KEY.toHex() + "\n" + ClusterKey.generate().toHex() + "\n");
        assertThat(ClusterKey.read(file)).isEqualTo(TestNodes.KEY);
    }

    @Test
    void printDoesNotRevealTheKey() {
        ClusterKey key = ClusterKey.generate();
        assertThat(key.print())
                .hasSize(16)
                .isEqualTo(ClusterKey.parse(key.toHex()).print())
                .isNotEqualTo(ClusterKey.generate().print());
        assertThat(key.toHex()).doesNotContain(key.print());
    }

    @Test
    void unusableFileIsRefusedByItsName() throws IOException {
        Path file = directory.resolve("key");
        refused(file, "there is no ");
        Files.writeString(file, "a1".repeat(200));
        refused(file, "too long for a key");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        refused(file, "it is not text in UTF-8; write the key into it as one line of hex: openssl rand -hex 32");
        Files.write(file, TestNodes.KEY.toHex().getBytes(StandardCharsets.UTF_16));
        refused(file, "it is not text in UTF-8");
        Files.writeString(file, "");
        refused(file, "the key has 0 bytes");
        Files.writeString(file, "torn");
        refused(file, "the key is not hex");
        Files.delete(file);
        Files.createDirectory(file);
        refused(file, "cannot use the key file");
    }

    private static void refused(Path file, String why) {
        assertThatThrownBy(() -> ClusterKey.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why)
                .hasMessageNotContaining("\n");
    }

    @Test
    void purposesGetDifferentSecrets() {
        assertThat(TestNodes.KEY.derive("a"))
                .hasSize(32)
                .isEqualTo(TestNodes.KEY.derive("a"))
                .isNotEqualTo(TestNodes.KEY.derive("b"))
                .isNotEqualTo(ClusterKey.generate().derive("a"));
    }

    @Test
    void oneOfTheTwoOptionsIsEnough() throws IOException {
        String hex = "00112233445566778899aabbccddeeff";
        Path file = Files.writeString(directory.resolve("key"), hex + "\n");
        assertThat(ClusterKey.of(Optional.empty(), Optional.empty())).isEmpty();
        assertThat(ClusterKey.of(Optional.of(hex), Optional.empty())
                        .orElseThrow()
                        .toHex())
                .isEqualTo(hex);
        assertThat(ClusterKey.of(Optional.empty(), Optional.of(file))
                        .orElseThrow()
                        .toHex())
                .isEqualTo(hex);
        assertThatThrownBy(() -> ClusterKey.of(Optional.of(hex), Optional.of(file)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("give --key or --key-file, not both");
    }
}
