package org.hepto.wg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WgKeyTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void publicKeyIsThatOfRfc7748Section61() {
        byte[] bob = HexFormat.of().parseHex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        assertThat(new WgPrivateKey(bob).publicKey().hex())
                .isEqualTo("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    }

    @Test
    void textRoundTrips() {
        WgKey key = WgPrivateKey.generate().publicKey();
        assertThat(WgKey.parse(key.toString())).isEqualTo(key);
    }

    @Test
    void missingKeyIsMadeOnceAndClosedToOthers() throws IOException {
        Path file = directory.resolve("wg.key");
        WgPrivateKey made = WgPrivateKey.ensure(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(WgPrivateKey.ensure(file)).isEqualTo(made);
    }

    @Test
    void fileThatIsNoKeyIsNamedAndKept() throws IOException {
        Path file = directory.resolve("wg.key");
        Files.writeString(file, "not a key");
        assertThatThrownBy(() -> WgPrivateKey.ensure(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("wg.key");
        assertThat(file).hasContent("not a key");
    }

    @Test
    void privateKeyIsNotPrinted() {
        byte[] bytes = new byte[32];
        assertThat(new WgPrivateKey(bytes).toString()).doesNotContain("AAAAAAA");
    }

    // HMAC-SHA-256 with the key of all ones, clamped, by openssl
    @Test
    void derivedBytesFollowFromKeyAndPurpose() {
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 1);
        assertThat(HexFormat.of().formatHex(new WgPrivateKey(ones).derive("hepto interface")))
                .isEqualTo("f8ffd1befacb0804216e227d00761c98b68f2043d6f300ba640595815417d5dd");
        assertThat(new WgPrivateKey(ones).derive("a")).isNotEqualTo(new WgPrivateKey(ones).derive("b"));
    }
}
