package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {
    private static final Path DATA = Path.of("/data");
    private static final String AUTHORITY = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a.b", "a_b", "a b", "a\n", "ä", "../a", "a/b"})
    void clusterAndNameAreDnsLabels(String text) {
        assertThatThrownBy(() -> TestNodes.config(Role.MASTER, text, "n1", DATA))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the cluster '%s' is not a DNS label".formatted(text));
        assertThatThrownBy(() -> TestNodes.config(Role.MASTER, "test", text, DATA))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the name '%s' is not a DNS label".formatted(text));
    }

    @Test
    void namesFitIntoCertificatesAndPaths() {
        assertThatCode(() -> TestNodes.config(Role.NODE, "a".repeat(32), "b".repeat(33), DATA))
                .doesNotThrowAnyException();
        assertThatCode(() -> TestNodes.config(Role.NODE, "a", "b".repeat(52), DATA))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> TestNodes.config(Role.NODE, "a".repeat(33), "b", DATA))
                .hasMessageContaining("at most 32");
        assertThatThrownBy(() -> TestNodes.config(Role.NODE, "a", "b".repeat(53), DATA))
                .hasMessageContaining("at most 52");
    }

    @Test
    void socketsOfTheLongestPathFitIntoSunPath() {
        Path data = Path.of("/" + "d".repeat(52));
        NodeConfig longest = TestNodes.config(Role.NODE, "a".repeat(9), "b".repeat(8), data);
        assertThat(longest.paths().data().toString()).hasSize(72);
        Path kubelet = longest.paths().kubelet();
        assertThat(longest.paths().socket().toString().length()).isLessThan(108);
        assertThat(kubelet.resolve("pod-resources/kubelet.sock").toString()).hasSize(107);
        assertThatThrownBy(() -> TestNodes.config(Role.NODE, "a".repeat(9), "b".repeat(11), data))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith(
                        "has 75 characters, and the sockets in it leave room for 72; shorten --data, --cluster or --name by 3");
    }

    // it stands unquoted in YAML, TOML and a Corefile
    @ParameterizedTest
    @ValueSource(strings = {"data", "/", "/a b", "/a'b", "/a:b", "/a{b}", "/ä", "/a\nb"})
    void dataDirectoryIsAbsoluteAndPlain(String data) {
        assertThatThrownBy(() -> TestNodes.config(Role.NODE, "test", "n1", Path.of(data)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not absolute or has characters besides");
    }

    @Test
    void gatewayNeedsAnAddress() {
        assertThatThrownBy(() -> withAddress(Optional.empty(), "2001:db8::1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--gw needs --ip");
    }

    @Test
    void gatewayIsOnTheLinkOrLinkLocal() {
        Optional<Ipv6Prefix> address = Optional.of(Ipv6Prefix.parse("2001:db8::5/64"));
        assertThatCode(() -> withAddress(address, "2001:db8::1")).doesNotThrowAnyException();
        assertThatCode(() -> withAddress(address, "fe80::1")).doesNotThrowAnyException();
        assertThatThrownBy(() -> withAddress(address, "2001:db8:0:1::1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the gateway 2001:db8:0:1::1 is not in 2001:db8::/64");
    }

    private static NodeConfig withAddress(Optional<Ipv6Prefix> address, String gateway) {
        return new NodeConfig(
                Role.NODE, "test", "n1", "eth0", address, Optional.of(Ipv6Address.parse(gateway)), List.of(), DATA);
    }

    @Test
    void wordsAboutTheClusterAreBroughtIntoOneForm() {
        NodeConfig config = about(
                List.of("2001:0DB8::5", "[2001:db8::5]:7946", "A.example.org.", "b:7000"),
                Optional.of(AUTHORITY),
                Optional.of("Berlin_1.a"),
                List.of("API.example.org", "2001:DB8::0:1"));
        assertThat(config.anchors()).containsExactly("[2001:db8::5]:7946", "a.example.org:7946", "b:7000");
        assertThat(config.apiNames()).containsExactly("api.example.org", "2001:db8::1");
        assertThat(config.on("eth1").anchors()).isEqualTo(config.anchors());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SHA256:",
                "abc",
                "SHA256:AAAA",
                "sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
                "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "SHA256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
                "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV", // bits that belong to no byte
            })
    void authorityIsAFingerprint(String text) {
        assertThatThrownBy(() -> about(List.of(), Optional.of(text), Optional.empty(), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the authority '%s' is no fingerprint; give SHA256: and 43 characters, as 'hepto invite' prints it",
                        text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a", "a.", "ä", "a/b", "a,b"})
    void siteIsALabelValue(String text) {
        assertThatThrownBy(() -> about(List.of(), Optional.empty(), Optional.of(text), List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("the site '%s' is no value of a label", text);
        assertThatThrownBy(() -> about(List.of(), Optional.empty(), Optional.of("a".repeat(64)), List.of()))
                .isInstanceOf(ConfigException.class);
        assertThatCode(() -> about(List.of(), Optional.empty(), Optional.of("a".repeat(63)), List.of()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*.example.org", "192.0.2.1", "a b", "::x", "a_b", "[::1]", "-a"})
    void nameOfTheApiIsAHost(String text) {
        assertThatThrownBy(() -> about(List.of(), Optional.empty(), Optional.empty(), List.of(text)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("the name '%s' of the API is no", text)
                .hasMessageContaining("; write ");
    }

    @Test
    void numbersAreBounded() {
        assertThatThrownBy(() -> about(
                        Collections.nCopies(17, "a"), Optional.empty(), Optional.empty(), Collections.nCopies(17, "a")))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "there are 17 of --anchor; give at most 16",
                                        "there are 17 of --api-name; give at most 16"));
    }

    @Test
    void fileOfAnEarlierBuildIsRead() throws IOException {
        NodeConfig config = written();
        Files.writeString(config.paths().config(), """
                # hepto node; written at each start, do not edit
                format=1
                role=master
                cluster=test
                name=n1
                uplink=eth0
                address=
                gateway=
                nameservers=2001:db8::53
                """);
        assertThat(NodeConfig.read(config.paths())).isEqualTo(config);
    }

    private static NodeConfig about(
            List<String> anchors, Optional<String> authority, Optional<String> site, List<String> apiNames) {
        return new NodeConfig(
                Role.MASTER,
                "test",
                "n1",
                "eth0",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                DATA,
                anchors,
                authority,
                site,
                apiNames);
    }

    @Test
    void fileIsForItsOwnerAlone() throws IOException {
        Path file = written().paths().config();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    /** Cut anywhere before the last key, and with every line changed: one line says which file it is. */
    @Test
    void tornFileIsRefusedByItsName() throws IOException {
        NodeConfig config = written();
        String whole = config.format();
        for (int i = 0; i < whole.indexOf("nameservers="); i++) {
            refused(config, whole.substring(0, i));
        }
        for (String key : List.of(
                "format",
                "role",
                "cluster",
                "name",
                "address",
                "gateway",
                "anchors",
                "authority",
                "site",
                "api-names",
                "nameservers")) {
            refused(config, whole.replaceFirst("(?m)^" + key + "=.*", key + "=!"));
        }
        refused(config, whole + "\\u12");
        refused(config, "");
    }

    @Test
    void foreignFileIsRefusedByItsName() throws IOException {
        NodeConfig config = written();
        refused(config, "role=master\n");
        Files.write(config.paths().config(), "ä".getBytes(StandardCharsets.ISO_8859_1));
        refused(config);
        Files.delete(config.paths().config());
        refused(config);
    }

    private NodeConfig written() throws IOException {
        NodeConfig config = TestNodes.config(Role.MASTER, "test", "n1", directory);
        Files.createDirectories(config.paths().data());
        config.write();
        assertThat(NodeConfig.read(config.paths())).isEqualTo(config);
        return config;
    }

    private static void refused(NodeConfig config, String content) throws IOException {
        Files.writeString(config.paths().config(), content);
        refused(config);
    }

    private static void refused(NodeConfig config) {
        assertThatThrownBy(() -> NodeConfig.read(config.paths()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(config.paths().config() + " is corrupt")
                .hasMessageNotContaining("\n");
    }
}
