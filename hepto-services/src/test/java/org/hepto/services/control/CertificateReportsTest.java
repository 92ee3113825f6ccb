package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.hepto.services.control.CertificateReport.Validity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateReportsTest {
    /** Of 30 days, by {@code openssl req -x509 -days 30}. */
    private static final String SHORT = """
            -----BEGIN CERTIFICATE-----
            MIIBdTCCARugAwIBAgIUbBxHFBk0+4AWA87xrP71IB+DmI0wCgYIKoZIzj0EAwIw
            EDEOMAwGA1UEAwwFZmlyc3QwHhcNMjYxMTI2MDgxOTI2WhcNMjYxMjI2MDgxOTI2
            WjAQMQ4wDAYDVQQDDAVmaXJzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHF6
            gdeuWq6IRs6U5aV3TrMtYfFHbnksmJiZutPQNe7g1i15BqaMYgyNzRzUUE70tjsH
            3quroGfpRPGwWF7c9Z6jUzBRMB0GA1UdDgQWBBR484DRUXxQW4MssIb+aIFCAhRz
            IjAfBgNVHSMEGDAWgBR484DRUXxQW4MssIb+aIFCAhRzIjAPBgNVHRMBAf8EBTAD
            AQH/MAoGCCqGSM49BAMCA0gAMEUCIQDmwUAa3Wu+vBWGFcHIr3Zvbkw/e1Q1eki9
            EwuEBGjqcAIgX0beUQRtJqZ51HOWTakm0+dgUAkThE0Hb44AN3e5N0s=
            -----END CERTIFICATE-----
            """;

    private static final Validity SHORT_VALIDITY =
            new Validity(Instant.parse("2026-11-26T08:19:26Z"), Instant.parse("2026-12-26T08:19:26Z"));

    /** Of ten years. */
    private static final String LONG = """
            -----BEGIN CERTIFICATE-----
            MIIBczCCARmgAwIBAgIUJw4UNcPidp60eoq047KSIKLbvFcwCgYIKoZIzj0EAwIw
            DzENMAsGA1UEAwwEbGFzdDAeFw0yNjExMjYwODE5MjZaFw0zNjExMjMwODE5MjZa
            MA8xDTALBgNVBAMMBGxhc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARxeoHX
            rlquiEbOlOWld06zLWHxR255LJiYmbrT0DXu4NYteQamjGIMjc0c1FBO9LY7B96r
            q6Bn6UTxsFhe3PWeo1MwUTAdBgNVHQ4EFgQUePOA0VF8UFuDLLCG/miBQgIUcyIw
            HwYDVR0jBBgwFoAUePOA0VF8UFuDLLCG/miBQgIUcyIwDwYDVR0TAQH/BAUwAwEB
            /zAKBggqhkjOPQQDAgNIADBFAiBYHcPBfIZv7sqoW3VPyRk3/XNcGVLrW5IcHENo
            cq3v2QIhAIKSAfOzScZxvCARpg7CwXQd+ITJmTrRzOVJPgSC9ITU
            -----END CERTIFICATE-----
            """;

    private static final Validity LONG_VALIDITY =
            new Validity(Instant.parse("2026-11-26T08:19:26Z"), Instant.parse("2036-11-23T08:19:26Z"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path pki;

    @Test
    void everyCertificateHasItsDatesAndTheyAreInOrder() throws IOException {
        Files.writeString(pki.resolve("etcd.crt"), SHORT);
        Files.writeString(pki.resolve("etcd-ca.crt"), LONG);
        Files.writeString(pki.resolve("etcd.key"), "not looked at");
        assertThat(CertificateReports.read(pki))
                .containsExactly(
                        CertificateReport.of("etcd", SHORT_VALIDITY), CertificateReport.of("etcd-ca", LONG_VALIDITY));
    }

    @Test
    void bundleEndsWithItsFirstAndFoldersCount() throws IOException {
        Files.writeString(Files.createDirectories(pki.resolve("below")).resolve("ca.crt"), LONG + SHORT);
        assertThat(CertificateReports.read(pki)).containsExactly(CertificateReport.of("below/ca", SHORT_VALIDITY));
    }

    @Test
    void damagedFilesAreNamedAndHideNoOther() throws IOException {
        Files.writeString(pki.resolve("empty.crt"), "");
        Files.writeString(pki.resolve("large.crt"), "x".repeat(100_000));
        Files.writeString(pki.resolve("torn.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Files.createDirectories(pki.resolve("folder.crt"));
        assertThat(CertificateReports.read(pki)).hasSize(4).allSatisfy(report -> {
            assertThat(report.validity()).isEmpty();
            assertThat(report.problem().orElse("")).isNotBlank().doesNotContain("\n");
        });
    }

    @Test
    void newNodeHasNone() {
        assertThat(CertificateReports.read(pki.resolve("missing"))).isEmpty();
    }
}
