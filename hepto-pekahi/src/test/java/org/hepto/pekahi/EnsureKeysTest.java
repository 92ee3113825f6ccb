package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hepto.pekahi.Fixture.NODE;
import static org.hepto.pekahi.Fixture.NOW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.hepto.pekahi.Ensured.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsureKeysTest {
    @TempDir
    private Path temporary;

    private PkiDirectory pki;

    @BeforeEach
    void open() {
        pki = PkiDirectory.open(temporary.resolve("pki"));
    }

    @Test
    void serviceAccountKeyIsMadeOnce() throws GeneralSecurityException {
        KeyPair made = pki.ensureServiceAccountKey("sa").value();
        Ensured<KeyPair> read = pki.ensureServiceAccountKey("sa");

        assertThat(read.outcome()).isEqualTo(Outcome.KEPT);
        assertThat(read.value().getPublic()).isEqualTo(made.getPublic());
        assertThat(verifies(read.value(), "SHA256withECDSA")).isTrue();
        assertThat(pki.publicKeyFile("sa")).content().startsWith("-----BEGIN PUBLIC KEY-----\n");
        assertThat(pki.files("sa").key()).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    @Test
    void publicHalfThatIsLostIsMadeAgain() throws IOException {
        pki.ensureServiceAccountKey("sa");
        String before = Files.readString(pki.publicKeyFile("sa"));
        Files.delete(pki.publicKeyFile("sa"));

        assertThat(pki.ensureServiceAccountKey("sa").reason()).isEqualTo("its public half was gone");
        assertThat(pki.publicKeyFile("sa")).hasContent(before.stripTrailing());
    }

    @Test
    void publicFileMayHoldOlderKeysToo() throws IOException {
        pki.ensureServiceAccountKey("sa");
        String older = Pem.encode(Pem.PUBLIC_KEY, EcKey.generate().getPublic().getEncoded());
        Files.writeString(pki.publicKeyFile("sa"), older + Files.readString(pki.publicKeyFile("sa")));

        assertThat(pki.ensureServiceAccountKey("sa").changed()).isFalse();
    }

    @Test
    void authorityThatLostItsCertificateStillVerifiesItsLeaves() throws IOException {
        CertificateAuthority ca = pki.ensureCa("ca", "kubernetes-ca", NOW).value();
        X509Certificate leaf =
                pki.ensureCertificate("node", NODE, Fixture.LIFE, ca, NOW).value();
        Files.delete(pki.files("ca").certificate());

        Ensured<CertificateAuthority> again = pki.ensureCa("ca", "kubernetes-ca", NOW);

        assertThat(again.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(again.reason()).isEqualTo("made again from its key");
        assertThat(pki.ensureCertificate("node", NODE, Fixture.LIFE, again.value(), NOW)
                        .value())
                .isEqualTo(leaf);
    }

    private static boolean verifies(KeyPair pair, String algorithm) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(new byte[] {1, 2, 3});
        return signature.verify(signed);
    }
}
