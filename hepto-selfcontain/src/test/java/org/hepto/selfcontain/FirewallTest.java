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

    @Test
    void clusterIsInTheSets() {
        assertThat(FirewallRules.of(MASTER)).contains("""
                          set host { type ipv6_addr; flags interval; elements = { fd00:9::2 }; }
                          set neighbours { type ipv6_addr; flags interval; elements = { ::, fe80::/10 }; }
                          set private { type ipv6_addr; flags interval; elements = { fd00:9::2/127, fd00:1:2::/48 }; }
                          set nodes { type ipv6_addr; flags interval; elements = { fd00:1:2::/64 }; }
                          set members { type ipv6_addr; flags interval; elements = { fd00:1:2::/64, fd00:1:2:1000::/52 }; }
                          set own_pods { type ipv6_addr; flags interval; elements = { fd00:1:2:1000::/64 }; }
                          set api { type ipv6_addr; flags interval; elements = { fd00:1:2::a }; }
                          set outside_tcp { type inet_service; elements = { 6443, 7946 }; }
                        """);
    }

    @Test
    void setsOfANewcomerAreEmpty() {
        assertThat(FirewallRules.of(NEWCOMER)).contains("""
                          set private { type ipv6_addr; flags interval; elements = { fd00:9::2/127 }; }
                          set nodes { type ipv6_addr; flags interval; }
                          set members { type ipv6_addr; flags interval; }
                          set own_pods { type ipv6_addr; flags interval; }
                          set api { type ipv6_addr; flags interval; }
                          set outside_tcp { type inet_service; elements = { 7946 }; }
                          set outside_udp { type inet_service; elements = { 7946, 51820 }; }
                          set nodes_tcp { type inet_service; }
                        """);
    }

    @Test
    void rulesThemselvesAreTheSameForAll() {
        String chains = chains(MASTER);
        assertThat(chains).startsWith("  chain raw {");
        assertThat(chains(NEWCOMER)).isEqualTo(chains);
        assertThat(chains(CLOSED)).isEqualTo(chains);
    }

    private static String chains(Firewall firewall) {
        String rules = FirewallRules.of(firewall);
        return rules.substring(rules.indexOf("  chain "));
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
