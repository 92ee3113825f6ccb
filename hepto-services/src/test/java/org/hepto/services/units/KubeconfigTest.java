package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigTest {
    private static final String SERVER = "https://[fd00::1]:6443";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    // labels that YAML takes for a number, a truth or nothing when they are not quoted
    @ParameterizedTest
    @ValueSource(strings = {"test", "2026", "1e3", "0x1f", "true", "null", "no", "0-1"})
    void clusterOfAnyNameIsReadAsText(String cluster) throws IOException {
        Path file = directory.resolve("kubeconfig");
        Kubeconfig.write(file, cluster, SERVER, directory.resolve("ca.crt"), files());
        assertThat(TestNodes.yaml(file))
                .isEqualTo(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Config",
                        "clusters",
                        List.of(Map.of(
                                "name",
                                cluster,
                                "cluster",
                                Map.of(
                                        "server",
                                        SERVER,
                                        "certificate-authority",
                                        directory + "/ca.crt",
                                        "disable-compression",
                                        true))),
                        "users",
                        List.of(Map.of(
                                "name",
                                cluster,
                                "user",
                                Map.of(
                                        "client-certificate", directory + "/u.crt",
                                        "client-key", directory + "/u.key"))),
                        "contexts",
                        List.of(Map.of("name", cluster, "context", Map.of("cluster", cluster, "user", cluster))),
                        "current-context",
                        cluster));
    }

    @Test
    void selfContainedOneNamesNoFile() throws IOException {
        Path file = directory.resolve("kubeconfig");
        Files.writeString(directory.resolve("ca.crt"), "authority");
        Files.writeString(directory.resolve("u.crt"), "certificate");
        Files.writeString(directory.resolve("u.key"), "key");
        Kubeconfig.writeSelfContained(file, "test", SERVER, directory.resolve("ca.crt"), files());
        assertThat(file)
                .content()
                .doesNotContain(directory.toString())
                .contains("certificate-authority-data: " + base64("authority"))
                .contains("client-certificate-data: " + base64("certificate"))
                .contains("client-key-data: " + base64("key"));
        assertThat(TestNodes.yaml(file).keySet()).hasSize(6);
    }

    @Test
    void fileIsForItsOwnerAlone() throws IOException {
        Path file = directory.resolve("kubeconfig");
        Kubeconfig.write(file, "test", SERVER, directory.resolve("ca.crt"), files());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private CertificateFiles files() {
        return new CertificateFiles(directory.resolve("u.crt"), directory.resolve("u.key"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
