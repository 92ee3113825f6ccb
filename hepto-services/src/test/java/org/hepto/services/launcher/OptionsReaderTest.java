package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.utils.Ipv6Address;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsReaderTest {
    private static final String AUTHORITY = "SHA256:" + "A".repeat(43);

    @Test
    void roleIsChecked() throws InterruptedException {
        refused(options("boss", "test", "n1", null, null, "::1"), "unknown role 'boss'");
    }

    @Test
    void nodeNeedsTheKeyOfItsCluster() throws InterruptedException {
        refused(
                options("node", "test", "n1", null, null, "::1"),
                "a node needs the key of the cluster that it joins; give --key-file");
        refused(joining("node", List.of("a.example.org"), null, List.of()), "a node needs the key");
    }

    @Test
    void keyOfAnEarlierStartIsEnough(@TempDir Path data) throws IOException, InterruptedException {
        NodeOptions options = in(data, options("node", "test", "n1", null, null, "::1"));
        Files.createDirectories(data.resolve("test/n1"));
        TestNodes.KEY.write(new NodePaths(data.resolve("test/n1")).clusterKey());
        assertThat(OptionsReader.read(options, new Checklist())).isPresent();
    }

    @Test
    void optionsOfTheOtherRoleAreRefused() throws InterruptedException {
        refused(
                joining("master", List.of("2001:db8::5"), AUTHORITY, List.of()),
                "--authority is for a --role node, a master is the authority");
        assertThat(problems(joining("node", List.of(), null, List.of("api.example.org"))))
                .anyMatch(line -> line.startsWith("--api-name is for a --role master"));
    }

    @Test
    void badWordsAboutTheClusterAreToldAtOnce() throws InterruptedException {
        NodeOptions options = joining("master", List.of("10.0.0.1", "a b"), null, List.of("*.x"));
        assertThat(problems(options)).hasSize(3).allMatch(line -> line.contains(";"));
    }

    @Test
    void wordsAboutTheClusterArrive() throws InterruptedException {
        NodeOptions options = joining("master", List.of("A.example.org", "2001:DB8::5"), null, List.of("2001:0db8::1"));
        NodeConfig config = OptionsReader.read(options, new Checklist()).orElseThrow();
        assertThat(config.anchors()).containsExactly("a.example.org:7946", "[2001:db8::5]:7946");
        assertThat(config.apiNames()).containsExactly("2001:db8::1");
        assertThat(config.site()).contains("home");
    }

    @Test
    void addressesNameTheirOption() throws InterruptedException {
        refused(options("master", "test", "n1", "2001:db8::5", null, "::1"), "--ip: no prefix length in 2001:db8::5");
        refused(options("master", "test", "n1", "192.0.2.1/24", null, "::1"), "--ip: not an IPv6 address: 192.0.2.1");
        refused(options("master", "test", "n1", "2001:db8::5/129", null, "::1"), "--ip: a prefix length is 0 to 128");
        refused(
                options("master", "test", "n1", "2001:db8::5/64", "router", "::1"),
                "--gw: not an IPv6 address: router");
        refused(options("master", "test", "n1", null, null, "8.8.8.8"), "--dns: not an IPv6 address: 8.8.8.8");
    }

    @Test
    void namesAreChecked() throws InterruptedException {
        refused(options("master", "Test", "n1", null, null, "::1"), "the cluster 'Test' is not a DNS label");
        refused(options("master", "test", "n 1", null, null, "::1"), "the name 'n 1' is not a DNS label");
    }

    @Test
    void gatewayNeedsAnAddress() throws InterruptedException {
        refused(options("master", "test", "n1", null, "fe80::1", "::1"), "--gw needs --ip");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() throws InterruptedException {
        assertThat(problems(options("boss", "Test", "n 1", "2001:db8::5", "router", "8.8.8.8")))
                .hasSize(6)
                .allMatch(line -> line.contains(";") && line.lines().count() == 1);
    }

    @Test
    void gatewayIsNotBlamedForAMisspeltAddress() throws InterruptedException {
        assertThat(problems(options("master", "test", "n1", "2001:db8::5", "fe80::1", "::1")))
                .singleElement()
                .asString()
                .startsWith("--ip: no prefix length");
    }

    /** A resolver asks three, and CoreDNS ends its plane when it is given more than fifteen. */
    @Test
    void moreNameserversThanAResolverAsksAreRefused() throws InterruptedException {
        refused(
                options("master", "test", "n1", null, null, "fd00::1", "fd00::2", "fd00::3", "fd00::4"),
                "there are 4 of --dns; give at most 3");
    }

    @Test
    void goodOptionsAreAConfigurationWithoutUplink() throws InterruptedException {
        Checklist checks = new Checklist();
        NodeConfig config = OptionsReader.read(
                        options("full", "test", "n1", "2001:db8::5/64", "fe80::1", "2001:db8::53"), checks)
                .orElseThrow();
        assertThat(checks.results()).isEmpty();
        assertThat(config.role()).isEqualTo(Role.MASTER);
        assertThat(config.uplink()).isEmpty();
        assertThat(config.nameservers()).containsExactly(Ipv6Address.parse("2001:db8::53"));
        assertThat(config.gateway()).contains(Ipv6Address.parse("fe80::1"));
    }

    private static void refused(NodeOptions options, String message) throws InterruptedException {
        assertThat(problems(options)).singleElement().asString().startsWith(message);
    }

    private static List<String> problems(NodeOptions options) throws InterruptedException {
        Checklist checks = new Checklist();
        assertThat(OptionsReader.read(options, checks)).isEmpty();
        return checks.results().stream().map(CheckResult::line).toList();
    }

    private static NodeOptions options(
            String role, String cluster, String name, @Nullable String ip, @Nullable String gateway, String... dns) {
        return new NodeOptions(
                role,
                cluster,
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                Optional.of("no-such-link"),
                Optional.ofNullable(ip),
                Optional.ofNullable(gateway),
                List.of(dns),
                Path.of("/data"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static NodeOptions joining(
            String role, List<String> anchors, @Nullable String authority, List<String> apiNames) {
        return new NodeOptions(
                role,
                "test",
                Optional.of("n1"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Path.of("/data"),
                anchors,
                Optional.ofNullable(authority),
                Optional.of("home"),
                apiNames);
    }

    private static NodeOptions in(Path data, NodeOptions options) {
        return new NodeOptions(
                options.role(),
                options.cluster(),
                options.name(),
                options.key(),
                options.keyFile(),
                options.iface(),
                options.ip(),
                options.gw(),
                options.dns(),
                data,
                options.anchors(),
                options.authority(),
                options.site(),
                options.apiNames());
    }
}
