package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.hepto.pekahi.Fixture.NODE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second opinion, where there is an openssl to ask. */
class OpensslTest {
    @TempDir
    private Path temporary;

    private PkiDirectory pki;

    @BeforeEach
    void ensureAll() {
        assumeThat(Path.of("/usr/bin/openssl")).as("openssl").isExecutable();
        pki = PkiDirectory.open(temporary.resolve("pki"));
        CertificateAuthority ca =
                pki.ensureCa("ca", "kubernetes-ca", Instant.now()).value();
        pki.ensureCertificate("node", NODE, Fixture.LIFE, ca, Instant.now());
    }

    @Test
    void chainIsValidForServerAndClient() throws Exception {
        for (String purpose : List.of("sslserver", "sslclient")) {
            assertThat(openssl(
                            "verify",
                            "-x509_strict",
                            "-purpose",
                            purpose,
                            "-CAfile",
                            certificate("ca"),
                            certificate("node")))
                    .isEqualTo(certificate("node") + ": OK\n");
        }
        assertThat(openssl(
                        "verify", "-verify_ip", "fd12:3456:789a::1", "-CAfile", certificate("ca"), certificate("node")))
                .contains(": OK");
    }

    @Test
    void textOfALeafShowsTheProfile() throws Exception {
        assertThat(openssl("x509", "-noout", "-text", "-in", certificate("node")))
                .contains("Issuer: CN = kubernetes-ca")
                .contains("Subject: O = system:nodes, CN = system:node:alpha")
                .contains("ASN1 OID: prime256v1")
                .containsSubsequence("X509v3 Basic Constraints: critical", "CA:FALSE")
                .containsSubsequence("X509v3 Key Usage: critical", "Digital Signature\n")
                .contains("TLS Web Server Authentication, TLS Web Client Authentication")
                .contains("DNS:alpha, IP Address:FD12:3456:789A:0:0:0:0:1");
    }

    @Test
    void keysAreReadByIt() throws Exception {
        pki.ensureServiceAccountKey("sa");

        assertThat(openssl("pkey", "-in", pki.files("sa").key().toString(), "-pubout"))
                .isEqualTo(Files.readString(pki.publicKeyFile("sa")));
    }

    @Test
    void keysMadeByItAreRead() throws Exception {
        Path file = pki.files("other").key();
        Files.writeString(file, openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"));
        Files.setPosixFilePermissions(
                file, Files.getPosixFilePermissions(pki.files("ca").key()));

        assertThat(pki.ensureKey("other").changed()).isFalse();
    }

    private String certificate(String name) {
        return pki.files(name).certificate().toString();
    }

    private static String openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
