package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.Role;
import org.hepto.utils.Ipv6Address;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OptionsReaderTest {
    @Test
    void roleIsChecked() throws InterruptedException {
        refused(options("boss", "test", "n1", null, null, "::1"), "unknown role 'boss'");
    }

    // until gossip brings it the cluster's authorities, such a node could only wait
    @Test
    void nodeThatWouldJoinIsRefused() throws InterruptedException {
        refused(options("node", "test", "n1", null, null, "::1"), "joining a cluster is not in this version");
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
            String role, String cluster, String name, @Nullable String ip, @Nullable String gateway, String dns) {
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
                Path.of("/data"));
    }
}
