package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hepto.services.node.ConfigException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is wrong with the text of options is said before the host is looked at. */
class PlanTest {
    @Test
    void roleIsChecked() {
        refused(options("boss", "test", "n1", null, null, "::1"), "unknown role 'boss'");
    }

    // until gossip brings it the cluster's authorities, such a node could only wait
    @Test
    void nodeThatWouldJoinIsRefused() {
        refused(options("node", "test", "n1", null, null, "::1"), "joining a cluster is not in this version");
    }

    @Test
    void addressesNameTheirOption() {
        refused(options("master", "test", "n1", "2001:db8::5", null, "::1"), "--ip: no prefix length in 2001:db8::5");
        refused(options("master", "test", "n1", "192.0.2.1/24", null, "::1"), "--ip: not an IPv6 address: 192.0.2.1");
        refused(options("master", "test", "n1", "2001:db8::5/129", null, "::1"), "--ip: a prefix length is 0 to 128");
        refused(
                options("master", "test", "n1", "2001:db8::5/64", "router", "::1"),
                "--gw: not an IPv6 address: router");
        refused(options("master", "test", "n1", null, null, "8.8.8.8"), "--dns: not an IPv6 address: 8.8.8.8");
    }

    @Test
    void namesAreChecked() {
        refused(options("master", "Test", "n1", null, null, "::1"), "the cluster 'Test' is not a DNS label");
        refused(options("master", "test", "n 1", null, null, "::1"), "the name 'n 1' is not a DNS label");
    }

    @Test
    void gatewayNeedsAnAddress() {
        refused(options("master", "test", "n1", null, "fe80::1", "::1"), "--gw needs --ip");
    }

    private static void refused(NodeOptions options, String message) {
        assertThatThrownBy(() -> Plan.of(options))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
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
