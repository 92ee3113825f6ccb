package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.Test;

class FirewallTest {
    private static final Firewall NEWCOMER = newcomer(new Firewall.Ports(List.of(7946), List.of(7946, 51820)));
    private static final Firewall CLOSED = newcomer(Firewall.Ports.NONE);

    /** No port has this number. */
    private static final Firewall IMPOSSIBLE = newcomer(new Firewall.Ports(List.of(70000), List.of()));

    static final Firewall MASTER = new Firewall(
            Ipv6Address.parse("fd00:9::2"),
            Ipv6Address.parse("fd00:9::3"),
            new Firewall.Ports(List.of(6443, 7946), List.of(7946, 51820)),
            Optional.of(new Firewall.Cluster(
                    Ipv6Prefix.parse("fd00:1:2::/48"),
                    Ipv6Prefix.parse("fd00:1:2::/64"),
                    Ipv6Prefix.parse("fd00:1:2:1000::/52"),
                    Ipv6Prefix.parse("fd00:1:2:1000::/64"),
                    Ipv6Address.parse("fd00:1:2::a"),
                    new Firewall.Ports(List.of(6443, 7946), List.of(7946)),
                    new Firewall.Ports(List.of(10250), List.of()),
                    new Firewall.Ports(List.of(6443, 53), List.of(53)),
                    new Firewall.Ports(List.of(53, 7946, 10250, 2379), List.of(53, 7946, 51820)))));

    static Firewall newcomer(Firewall.Ports outside) {
        return new Firewall(Ipv6Address.parse("fd00:9::2"), Ipv6Address.parse("fd00:9::3"), outside, Optional.empty());
    }

    private static final String MEMBER_RULES = """
            table inet hepto
            delete table inet hepto
            table inet hepto {
              chain raw {
                type filter hook prerouting priority raw; policy accept;
                iifname "lo" accept
                iifname "eth0" goto from_outside
                iifname "host0" goto from_host
                iifname "wg0" goto from_mesh
                ip6 saddr fd00:1:2:1000::/64 accept
                ip6 saddr { ::, fe80::/10 } meta l4proto 58 accept
                drop
              }
              chain from_outside {
                ip6 daddr { fd00:9::2/127, fd00:1:2::/48 } drop
                ip6 saddr { fd00:9::2/127, fd00:1:2::/48 } drop
              }
              chain from_host {
                ip6 saddr fd00:9::2 accept
                ip6 saddr { ::, fe80::/10 } meta l4proto 58 accept
                drop
              }
              chain from_mesh {
                ip6 saddr { fd00:1:2::/64, fd00:1:2:1000::/52 } accept
                drop
              }
              chain input {
                type filter hook input priority filter; policy accept;
                iifname { "lo", "host0" } accept
                ct state established,related accept
                ct state invalid drop
                iifname "eth0" goto outside
                iifname "wg0" ip6 saddr fd00:1:2::/64 goto nodes
                goto pods
              }
              chain outside {
                meta l4proto 58 accept
                tcp dport { 6443, 7946 } accept
                udp dport { 7946, 51820 } accept
                drop
              }
              chain nodes {
                meta l4proto 58 accept
                tcp dport { 6443, 7946 } accept
                udp dport 7946 accept
                ip6 saddr fd00:1:2::a tcp dport 10250 accept
                goto host_network
              }
              chain pods {
                meta l4proto 58 accept
                tcp dport { 6443, 53 } accept
                udp dport 53 accept
                goto host_network
              }
              chain host_network {
                tcp dport { 53, 7946, 10250, 2379 } drop
                udp dport { 53, 7946, 51820 } drop
                accept
              }
              chain forward {
                type filter hook forward priority filter; policy accept;
                ct state established,related accept
                ct state invalid drop
                iifname "eth0" drop
                iifname "host0" accept
                oifname "host0" drop
                iifname "wg0" goto arriving
                oifname "eth0" accept
                ip6 daddr { fd00:1:2::/64, fd00:1:2:1000::/52 } accept
                drop
              }
              chain arriving {
                ip6 daddr fd00:1:2:1000::/64 oifname != "wg0" accept
                ip6 daddr { fd00:1:2::/64, fd00:1:2:1000::/52 } ct status dnat accept
                drop
              }
              chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                oifname "eth0" ip6 saddr { fd00:9::2/127, fd00:1:2::/48 } masquerade
                oifname "wg0" ip6 saddr != { fd00:1:2::/64, fd00:1:2:1000::/52 } masquerade
              }
              chain leaving {
                type filter hook postrouting priority srcnat + 10; policy accept;
                oifname "eth0" ip6 daddr { fd00:9::2/127, fd00:1:2::/48 } drop
                oifname "eth0" ip6 saddr { fd00:9::2/127, fd00:1:2::/48 } drop
                oifname "wg0" ip6 saddr { fd00:1:2::/64, fd00:1:2:1000::/52 } accept
                oifname "wg0" drop
              }
            }
            """;

    @Test
    void rulesOfAMember() {
        assertThat(FirewallRules.of(MASTER)).isEqualTo(MEMBER_RULES);
    }

    @Test
    void newcomersRulesAreThoseWithoutACluster() {
        String rules = FirewallRules.of(newcomer(MASTER.outside()));
        assertThat(rules).doesNotContain("fd00:1:2:", "53", "10250");
        assertThat(MEMBER_RULES
                        .replace("{ fd00:9::2/127, fd00:1:2::/48 }", "fd00:9::2/127")
                        .lines())
                .containsSubsequence(rules.lines().toList());
    }

    @Test
    void withoutPortsOnlyNeighboursAreAnswered() {
        assertThat(FirewallRules.of(CLOSED))
                .doesNotContain("dport")
                .contains("  chain outside {\n    meta l4proto 58 accept\n    drop\n  }\n");
    }

    @Test
    void kernelTakesTheRulesInANamespaceOfItsOwn() {
        assumeNft();
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            for (Firewall firewall : List.of(CLOSED, NEWCOMER, MASTER, MASTER, NEWCOMER)) {
                firewall.apply();
                String rules = ThrowAway.output("nft", "list", "ruleset");
                assertThat(rules).containsOnlyOnce("table inet hepto").containsOnlyOnce("chain pods {");
                assertThat(rules.contains("fd00:1:2:1000::/64"))
                        .isEqualTo(firewall.cluster().isPresent());
            }
        });
    }

    @Test
    void refusedRulesLeaveTheOldOnes() {
        assumeNft();
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            MASTER.apply();
            String before = ThrowAway.output("nft", "list", "ruleset");
            assertThatThrownBy(() -> IMPOSSIBLE.apply()).isInstanceOf(IOException.class);
            assertThat(ThrowAway.output("nft", "list", "ruleset")).isEqualTo(before);
        });
    }

    @Test
    void rulesAreCheckedWithoutBeingLoaded() {
        assumeNft();
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            MASTER.check();
            assertThat(ThrowAway.output("nft", "list", "ruleset")).isEmpty();
            assertThatThrownBy(() -> IMPOSSIBLE.check())
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("nft refused the rules: ")
                    .hasMessageContaining("Error: ")
                    .hasMessageNotContaining("\n");
        });
    }

    @Test
    void rulesOfTheNodeAreTriedBeforeAnythingIsMade() throws InterruptedException {
        assumeNft();
        assertThat(problem(MASTER)).isEmpty();
        assertThat(problem(IMPOSSIBLE))
                .hasValueSatisfying(words -> assertThat(words).contains("nft refused the rules", "Error: "));
    }

    private static Optional<String> problem(Firewall firewall) throws InterruptedException {
        return KernelFeatures.probe("lo", firewall).stream()
                .filter(feature -> feature.name().equals("nftables"))
                .findFirst()
                .orElseThrow()
                .problem();
    }

    @Test
    void refusedRulesAreOneLine() {
        assumeNft();
        ThrowAway.run(
                Linux.CLONE_NEWNET,
                () -> assertThatThrownBy(() -> Nft.load("no rules\nat all\n"))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("nft refused the rules: ")
                        .hasMessageNotContaining("\n"));
    }

    private static void assumeNft() {
        assumeTrue(Linux.geteuid() == 0, "only root has network namespaces to throw away");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nft")), "this machine has no nft(8)");
    }
}
