package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sends packets through the rules: a node's network namespace, and a neighbour's at the other end of a veth. */
class FirewallTrafficTest {
    private static final String NODE_SIDE = "fd00:9::3";
    private static final String HOST_SIDE = "fd00:9::2";
    private static final String FOREIGN = "fd99::1";
    private static final String PUBLIC = "2001:db8::1";
    private static final String OUTSIDE = "2001:db8::2";
    private static final String POD = "fd00:1:2:1000::5";
    private static final Firewall FIREWALL = FirewallTest.MASTER;

    /** Conntrack never sees what the node sends, so it translates nothing and knows no answer. */
    private static final String SKIP_CONNTRACK = """
            table inet skip {
              chain output { type filter hook output priority raw; policy accept; notrack; }
            }
            """;

    @BeforeAll
    static void needsRootAndTools() throws IOException {
        assumeTrue(Linux.geteuid() == 0, "only root has network namespaces to throw away");
        for (String tool : List.of("nft", "ip", "busybox", "nsenter")) {
            assumeTrue(!ThrowAway.output("which", tool).isEmpty(), "this machine has no " + tool);
        }
    }

    @Test
    void clusterAddressesLeaveNeitherTranslatedNorSkipped() {
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            try (Neighbour outside = new Neighbour("eth0", PUBLIC, OUTSIDE)) {
                shell("ip -6 address add %s dev lo".formatted(POD));
                outside.shell("ip -6 route add fd00:1:2::/48 via %s".formatted(PUBLIC));
                Nft.load(SKIP_CONNTRACK);
                assertThat(answers(POD, OUTSIDE)).as("without the filter").isTrue();
                FIREWALL.apply();
                outside.count("saddr fd00:1:2::/48");
                assertThat(answers(POD, OUTSIDE)).isFalse();
                assertThat(outside.counted()).isZero();
                shell("nft delete table inet skip");
                assertThat(answers(POD, OUTSIDE)).as("translated").isTrue();
                assertThat(outside.counted()).isZero();
            }
        });
    }

    @Test
    void clusterAddressesAreNotSoughtOutside() {
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            try (Neighbour outside = new Neighbour("eth0", PUBLIC, OUTSIDE)) {
                shell("ip -6 route add fd00:1:2::/48 via %s".formatted(OUTSIDE));
                outside.shell("ip -6 address add %s dev lo".formatted(POD));
                assertThat(answers(PUBLIC, POD)).as("without the filter").isTrue();
                FIREWALL.apply();
                outside.count("daddr fd00:1:2::/48");
                assertThat(answers(PUBLIC, POD)).isFalse();
                assertThat(outside.counted()).isZero();
            }
        });
    }

    @Test
    void answersToNoQuestionAreDropped() {
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            try (Neighbour outside = new Neighbour("eth0", PUBLIC, OUTSIDE)) {
                FIREWALL.apply();
                assertThat(answers(PUBLIC, OUTSIDE)).isTrue();
                assertThat(outside.answers(OUTSIDE, PUBLIC)).isTrue();
                Nft.load(SKIP_CONNTRACK);
                assertThat(answers(PUBLIC, OUTSIDE)).as("an invalid one").isFalse();
            }
        });
    }

    @Test
    void hostEntersByItsOwnAddressAlone() {
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            try (Neighbour host = new Neighbour(Links.HOST, NODE_SIDE, HOST_SIDE)) {
                host.shell("ip -6 address add %s dev lo".formatted(FOREIGN));
                shell("ip -6 route add %s via %s".formatted(FOREIGN, HOST_SIDE));
                assertThat(host.answers(FOREIGN, NODE_SIDE))
                        .as("without the filter")
                        .isTrue();
                FIREWALL.apply();
                shell("ip -6 neighbour flush all");
                host.shell("ip -6 neighbour flush all");
                assertThat(host.answers(HOST_SIDE, NODE_SIDE)).isTrue();
                assertThat(host.answers(FOREIGN, NODE_SIDE)).isFalse();
            }
        });
    }

    private static boolean answers(String from, String to) throws IOException {
        return shell(Neighbour.ping(from, to) + " && echo yes || echo no").endsWith("yes\n");
    }

    private static String shell(String command) throws IOException {
        return ThrowAway.output("sh", "-c", command);
    }
}
