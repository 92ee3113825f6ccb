package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hepto.pekahi.Fixture.NODE;
import static org.hepto.pekahi.Fixture.NOW;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage is told in one line with file and remedy, and the file stays as it is. */
class DamagedFilesTest {
    private static final String CA_REMEDY = "; restore it from a backup: a new authority would cut off every node";
    private static final String LEAF_REMEDY = "; restore it, or move it away to have it made again";

    @TempDir
    private Path temporary;

    private PkiDirectory pki;
    private CertificateAuthority ca;

    @BeforeEach
    void ensureAll() {
        pki = PkiDirectory.open(temporary.resolve("pki"));
        ca = pki.ensureCa("ca", "kubernetes-ca", NOW).value();
        pki.ensureCertificate("node", NODE, Fixture.LIFE, ca, NOW);
        pki.ensureServiceAccountKey("sa");
    }

    @Test
    void certificateThatIsCutOff() throws IOException {
        Path file = pki.files("node").certificate();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        assertLine(this::ensureNode, file, "is cut off: a CERTIFICATE block has no end" + LEAF_REMEDY);
    }

    @Test
    void emptyFile() throws IOException {
        Path file = pki.files("ca").certificate();
        Files.write(file, new byte[0]);

        assertLine(this::ensureCa, file, "is empty" + CA_REMEDY);
    }

    @Test
    void certificateThatIsNotBase64() throws IOException {
        Path file = pki.files("node").certificate();
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n");

        assertLine(this::ensureNode, file, "is corrupt: a block is not base64" + LEAF_REMEDY);
    }

    @Test
    void certificateThatIsBase64OfSomethingElse() throws IOException {
        Path file = pki.files("node").certificate();
        Files.writeString(file, Pem.encode(Pem.CERTIFICATE, new byte[300]));

        assertLine(this::ensureNode, file, "is corrupt: not a certificate" + LEAF_REMEDY);
    }

    @Test
    void keyWhereACertificateBelongs() throws IOException {
        Path file = pki.files("node").certificate();
        Files.copy(pki.files("node").key(), file, StandardCopyOption.REPLACE_EXISTING);

        assertLine(this::ensureNode, file, "has something else than CERTIFICATE blocks" + LEAF_REMEDY);
    }

    @Test
    void twoCertificatesWhereOneBelongs() throws IOException {
        Path file = pki.files("node").certificate();
        Files.writeString(file, Files.readString(file).repeat(2));

        assertLine(this::ensureNode, file, "has 2 certificates where one belongs" + LEAF_REMEDY);
    }

    @Test
    void fileThatIsTooLarge() throws IOException {
        Path file = pki.files("ca").certificate();
        Files.writeString(file, " ".repeat(64 * 1024 + 1));

        assertLine(this::ensureCa, file, "is larger than 64 KiB" + CA_REMEDY);
    }

    @Test
    void directoryWhereAFileBelongs() throws IOException {
        Path file = pki.files("ca").certificate();
        Files.delete(file);
        Files.createDirectory(file);

        assertThatThrownBy(this::ensureCa).hasMessage(file + ": is missing or not a plain file" + CA_REMEDY);
    }

    @Test
    void keyThatOthersMayRead() throws IOException {
        Path file = pki.files("ca").key();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertLine(this::ensureCa, file, "is a private key that others may use; make it private: chmod 600 " + file);
    }

    @Test
    void directoryThatOthersMayWrite() throws IOException {
        Files.setPosixFilePermissions(pki.path(), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> PkiDirectory.open(pki.path()))
                .isInstanceOf(PkiException.class)
                .hasMessage(pki.path() + ": others may write into it; take that away: chmod 700 " + pki.path());
    }

    @Test
    void authorityThatDoesNotFitItsKey() {
        Path file = pki.files("ca").certificate();
        new PemFile(file, "").write(Fixture.authority().certificate());

        assertLine(
                this::ensureCa, file, "does not fit the key " + pki.files("ca").key() + CA_REMEDY);
    }

    @Test
    void authorityWithoutItsKey() throws IOException {
        Files.delete(pki.files("ca").key());

        assertThatThrownBy(this::ensureCa)
                .isInstanceOf(PkiException.class)
                .hasMessage(pki.files("ca").key() + ": is missing or not a plain file" + CA_REMEDY);
    }

    @Test
    void authorityBehindALinkToADiskThatIsNotThere() throws IOException {
        Path file = pki.files("ca").certificate();
        Files.delete(file);
        Files.createSymbolicLink(file, temporary.resolve("unmounted"));

        assertThatThrownBy(this::ensureCa).hasMessage(file + ": is missing or not a plain file" + CA_REMEDY);
        assertThat(file).isSymbolicLink();
    }

    @Test
    void authorityThatIsALeaf() {
        assertLine(
                () -> pki.ensureCa("node", "kubernetes-ca", NOW),
                pki.files("node").certificate(),
                "is not the certificate of an authority" + CA_REMEDY);
    }

    @Test
    void keyOfAnotherKind() throws Exception {
        Path file = pki.files("node").key();
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        new PemFile(file, "").write(other);

        assertLine(
                this::ensureNode,
                file,
                "is corrupt or not a key of kind EC P-256; restore it,"
                        + " or move it and its certificate away to have both made again");
    }

    @Test
    void serviceAccountKeysThatDoNotBelongTogether() {
        Path file = pki.publicKeyFile("sa");
        new PemFile(file, "").write(EcKey.generate().getPublic());

        assertLine(
                () -> pki.ensureServiceAccountKey("sa"),
                file,
                "does not have the key of " + pki.files("sa").key()
                        + "; restore it from a backup: tokens in use are verified with it");
    }

    @Test
    void serviceAccountKeyThatIsLostIsNotReplaced() throws IOException {
        Files.delete(pki.files("sa").key());

        assertThatThrownBy(() -> pki.ensureServiceAccountKey("sa"))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("is missing while");
    }

    @Test
    void directoryThatCannotBeWritten() throws IOException {
        Path file = temporary.resolve("file");
        Files.createFile(file);

        assertThatThrownBy(() -> PkiDirectory.open(file.resolve("pki"))).isInstanceOf(PkiException.class);
    }

    @Test
    void nameThatLeavesTheDirectory() {
        assertThatThrownBy(() -> pki.files("../ca")).isInstanceOf(PkiException.class);
    }

    @Test
    void anyChangedByteIsToldInOneLineOrDoesNoHarm() throws IOException {
        Path file = pki.files("ca").certificate();
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            Files.write(file, bad);
            try {
                assertThat(ensureCa().value().certificate()).isEqualTo(ca.certificate());
            } catch (PkiException e) {
                assertThat(e).hasMessageStartingWith(file + ": ").hasMessageEndingWith(CA_REMEDY);
                assertThat(e.getMessage()).doesNotContain("\n");
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(bad);
        }
    }

    private Ensured<CertificateAuthority> ensureCa() {
        return pki.ensureCa("ca", "kubernetes-ca", NOW);
    }

    private void ensureNode() {
        pki.ensureCertificate("node", NODE, Fixture.LIFE, ca, NOW);
    }

    private static void assertLine(ThrowingCallable call, Path file, String line) {
        byte[] before = read(file);
        assertThatThrownBy(call).isInstanceOf(PkiException.class).hasMessage(file + ": " + line);
        assertThat(read(file)).as("the file is left alone").isEqualTo(before);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
