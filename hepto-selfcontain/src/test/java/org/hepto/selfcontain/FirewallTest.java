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
    private static final Ipv6Prefix CLUSTER = Ipv6Prefix.parse("fd00:1:2::/48");
    private static final Ipv6Address HOST = Ipv6Address.parse("fd00:1:2:ff00::2");
    private static final Firewall MASTER = new Firewall(CLUSTER, HOST, List.of(6443), List.of(51820));
    private static final Firewall NODE = new Firewall(CLUSTER, HOST, List.of(), List.of(51820));
    private static final Firewall CLOSED = new Firewall(CLUSTER, HOST, List.of(), List.of());
    private static final Firewall SEVERAL = new Firewall(CLUSTER, HOST, List.of(6443, 8443), List.of(53, 51820));

    /** No port has this number. */
    private static final Firewall IMPOSSIBLE = new Firewall(CLUSTER, HOST, List.of(70000), List.of());

    private static final String GOLDEN = """
            table inet hepto {
              chain raw {
                type filter hook prerouting priority raw; policy accept;
                iifname "eth0" ip6 daddr fd00:1:2::/48 drop
                iifname "eth0" ip6 saddr fd00:1:2::/48 drop
                iifname "host0" jump host
              }
              chain host {
                ip6 saddr fd00:1:2:ff00::2 accept
                ip6 saddr { ::, fe80::/10 } meta l4proto 58 accept
                drop
              }
              chain input {
                type filter hook input priority filter; policy accept;
                iifname "eth0" jump public
              }
              chain public {
                ct state established,related accept
                ct state invalid drop
                meta l4proto 58 accept
                tcp dport { 6443 } accept
                udp dport { 51820 } accept
                drop
              }
              chain forward {
                type filter hook forward priority filter; policy accept;
                iifname "eth0" ct state established,related accept
                iifname "eth0" drop
                oifname "eth0" ct state invalid drop
              }
              chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                oifname "eth0" ip6 saddr fd00:1:2::/48 masquerade
              }
              chain leaving {
                type filter hook postrouting priority srcnat + 10; policy accept;
                oifname "eth0" ip6 daddr fd00:1:2::/48 drop
                oifname "eth0" ip6 saddr fd00:1:2::/48 drop
              }
            }
            """;

    @Test
    void masterOpensItsApiAsWell() {
        assertThat(MASTER.ruleset()).isEqualTo(GOLDEN);
        assertThat(NODE.ruleset()).isEqualTo(GOLDEN.replace("    tcp dport { 6443 } accept\n", ""));
    }

    @Test
    void severalPortsAreOneSet() {
        assertThat(SEVERAL.ruleset()).contains("tcp dport { 6443, 8443 } accept", "udp dport { 53, 51820 } accept");
    }

    @Test
    void withoutPortsOnlyTheRestIsDropped() {
        assertThat(CLOSED.ruleset()).doesNotContain("dport").contains("meta l4proto 58 accept\n    drop\n");
    }

    @Test
    void kernelTakesTheRulesInANamespaceOfItsOwn() {
        assumeNft();
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            for (Firewall firewall : List.of(MASTER, NODE, CLOSED, SEVERAL)) {
                firewall.apply();
                String rules = ThrowAway.output("nft", "list", "ruleset");
                assertThat(rules).contains("table inet hepto", "masquerade");
                Nft.load("flush ruleset");
            }
        });
    }

    @Test
    void rulesAreCheckedWithoutBeingLoaded() {
        assumeNft();
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            SEVERAL.check();
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
