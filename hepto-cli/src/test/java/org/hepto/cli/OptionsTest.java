package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.services.launcher.NodeOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private final FakeServices services = new FakeServices();

    @Test
    void roleAloneTakesDefaults() {
        assertThat(services.run("--role", "master")).isZero();
        assertThat(services.launched())
                .isEqualTo(new NodeOptions(
                        "master",
                        "hepto",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Path.of("/var/lib/hepto"),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
        assertThat(services.out.toString()).as("progress").isEqualTo("working\n");
    }

    @Test
    void everyOptionArrives() {
        services.run(
                "--role=node",
                "--cluster=far",
                "--name=berlin",
                "--key-file=/k",
                "--iface=eth1",
                "--ip=2001:db8::5/64",
                "--gw=fe80::1",
                "--dns=2001:db8::53",
                "--dns=2001:db8::54",
                "--data=/srv/hepto",
                "--anchor=a.example.org,[2001:db8::7]:7000",
                "--anchor=2001:db8::8",
                "--authority=SHA256:abc",
                "--site=berlin",
                "--api-name=api.example.org",
                "--api-name=2001:db8::9");
        assertThat(services.launched())
                .isEqualTo(new NodeOptions(
                        "node",
                        "far",
                        Optional.of("berlin"),
                        Optional.empty(),
                        Optional.of(Path.of("/k")),
                        Optional.of("eth1"),
                        Optional.of("2001:db8::5/64"),
                        Optional.of("fe80::1"),
                        List.of("2001:db8::53", "2001:db8::54"),
                        Path.of("/srv/hepto"),
                        List.of("a.example.org", "[2001:db8::7]:7000", "2001:db8::8"),
                        Optional.of("SHA256:abc"),
                        Optional.of("berlin"),
                        List.of("api.example.org", "2001:db8::9")));
    }

    @Test
    void everyVariableArrives() {
        services.run(Map.ofEntries(
                Map.entry("HEPTO_ROLE", "node"),
                Map.entry("HEPTO_CLUSTER", "far"),
                Map.entry("HEPTO_NAME", "berlin"),
                Map.entry("HEPTO_KEY", "00ff"),
                Map.entry("HEPTO_IFACE", "eth1"),
                Map.entry("HEPTO_IP", "2001:db8::5/64"),
                Map.entry("HEPTO_GW", "fe80::1"),
                Map.entry("HEPTO_DNS", "2001:db8::53,2001:db8::54"),
                Map.entry("HEPTO_DATA", "/srv/hepto"),
                Map.entry("HEPTO_ANCHOR", "a.example.org,[2001:db8::7]:7000,2001:db8::8"),
                Map.entry("HEPTO_AUTHORITY", "SHA256:abc"),
                Map.entry("HEPTO_SITE", "berlin"),
                Map.entry("HEPTO_API_NAME", "api.example.org,2001:db8::9")));
        assertThat(services.launched())
                .isEqualTo(new NodeOptions(
                        "node",
                        "far",
                        Optional.of("berlin"),
                        Optional.of("00ff"),
                        Optional.empty(),
                        Optional.of("eth1"),
                        Optional.of("2001:db8::5/64"),
                        Optional.of("fe80::1"),
                        List.of("2001:db8::53", "2001:db8::54"),
                        Path.of("/srv/hepto"),
                        List.of("a.example.org", "[2001:db8::7]:7000", "2001:db8::8"),
                        Optional.of("SHA256:abc"),
                        Optional.of("berlin"),
                        List.of("api.example.org", "2001:db8::9")));
        assertThat(services.err.toString())
                .as("a key in the environment is fine")
                .isEmpty();
    }

    @Test
    void keyFileFromTheEnvironment() {
        services.run(Map.of("HEPTO_KEY_FILE", "/k"), "--role", "node");
        assertThat(services.launched().keyFile()).contains(Path.of("/k"));
    }

    @Test
    void commandLineWinsOverTheEnvironment() {
        services.run(
                Map.of("HEPTO_ROLE", "node", "HEPTO_NAME", "paris", "HEPTO_DNS", "2001:db8::1", "HEPTO_KEY", "00"),
                "--role=master",
                "--name=berlin",
                "--dns=2001:db8::53",
                "--key-file=/k");
        NodeOptions options = services.launched();
        assertThat(options.role()).isEqualTo("master");
        assertThat(options.name()).contains("berlin");
        assertThat(options.dns()).containsExactly("2001:db8::53");
        assertThat(options.key()).as("the key of the environment").isEmpty();
        assertThat(options.keyFile()).contains(Path.of("/k"));
    }

    @Test
    void keyOnTheCommandLineWorksAndWarns() {
        assertThat(services.run(Map.of("HEPTO_KEY_FILE", "/k"), "--role=master", "--key=00ff"))
                .isZero();
        assertThat(services.launched().key()).contains("00ff");
        assertThat(services.launched().keyFile()).isEmpty();
        assertThat(services.err.toString())
                .hasLineCount(1)
                .contains("warning", "--key-file")
                .doesNotContain("00ff");
    }

    @Test
    void relativeDataBecomesAbsolute() {
        services.run("--role=master", "--data=here/../there");
        assertThat(services.launched().data()).isEqualTo(Path.of("there").toAbsolutePath());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--role",
                "--cluster",
                "--name",
                "--key",
                "--key-file",
                "--iface",
                "--ip",
                "--gw",
                "--dns",
                "--data"
            })
    void emptyValuesAreErrors(String option) {
        assertThat(services.run("--role=master", option + "=")).isEqualTo(2);
        assertThat(services.err.toString()).hasLineCount(1).contains(option);
        assertThat(services.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ROLE",
                "CLUSTER",
                "NAME",
                "KEY",
                "KEY_FILE",
                "IFACE",
                "IP",
                "GW",
                "DNS",
                "DATA",
                "ANCHOR",
                "AUTHORITY",
                "SITE",
                "API_NAME"
            })
    void emptyVariablesAreErrors(String name) {
        assertThat(services.run(Map.of("HEPTO_" + name, ""))).isEqualTo(2);
        assertThat(services.err.toString()).hasLineCount(1).contains("HEPTO_" + name + " is empty");
    }

    @Test
    void commandLineWinsOverEmptyVariables() {
        assertThat(services.run(Map.of("HEPTO_NAME", ""), "--role=master", "--name=berlin"))
                .isZero();
    }

    @Test
    void argumentFilesAreNotExpanded() {
        services.run("--role=master", "--name", "@/etc/hostname");
        assertThat(services.launched().name()).contains("@/etc/hostname");
    }
}
